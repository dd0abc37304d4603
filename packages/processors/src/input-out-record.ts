import type { AvroCodec } from "@stagefold/codec";
import type { InputRecord } from "@stagefold/domain";
import { type Headers, type OutRecord, partitionOf } from "@stagefold/processing";
import { topicOf } from "./judge.ts";
import { keyOf } from "./keys.ts";

/** A record that comes in, as it stands on its topic of so many partitions: SEMANTICS 2. Pure. */
export function inputOutRecord(
  record: InputRecord,
  partitions: number,
  codec: AvroCodec,
  headers: Headers | null = null,
): OutRecord {
  const key = Buffer.from(keyOf(record));
  return { topic: topicOf(record), partition: partitionOf(key, partitions), key, value: codec.encode(record), headers };
}
