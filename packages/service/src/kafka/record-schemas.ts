import { type RecordName, SCHEMAS } from "@stagefold/codec";
import type { RecordSchema } from "@stagefold/kafka";
import { RECORD_TOPICS } from "@stagefold/processors";

/** Every record of ours, with its topic and schema: what a registry is to know. */
export const RECORD_SCHEMAS: readonly RecordSchema[] = (Object.keys(RECORD_TOPICS) as RecordName[]).map((record) => ({
  record,
  topic: RECORD_TOPICS[record],
  schema: SCHEMAS[record],
}));
