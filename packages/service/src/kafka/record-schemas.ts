import { type RecordName, SCHEMAS } from "@stagefold/codec";
import type { RecordSchema } from "@stagefold/kafka";
import { RECORD_TOPICS } from "@stagefold/processors";

/** They stand on embedded logs alone, whose history can be written anew. */
const EMBEDDED_ONLY: readonly RecordName[] = ["LeadRemains"];

/** Every record of ours that stands on Kafka, with its topic and schema: what a registry is to know. */
export const RECORD_SCHEMAS: readonly RecordSchema[] = (Object.keys(RECORD_TOPICS) as RecordName[])
  .filter((record) => !EMBEDDED_ONLY.includes(record))
  .map((record) => ({ record, topic: RECORD_TOPICS[record], schema: SCHEMAS[record] }));
