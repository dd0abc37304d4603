/** Input lines into a log, as a replay brings them: SEMANTICS 9 and 10. */
import { type AvroCodec, createAvroCodec, EMBEDDED_SCHEMA_IDS, parseInputLine } from "@stagefold/codec";
import { type InputRecord, invalidReason } from "@stagefold/domain";
import type { Log, OutRecord } from "@stagefold/processing";
import { DEAD_LETTERS, HEADER, inputOutRecord, type Refusal, refusalHeaders } from "@stagefold/processors";

const embedded = createAvroCodec(EMBEDDED_SCHEMA_IDS);

/** Appends the records of `lines`; one that cannot be a record, or is out of its domain, becomes a dead letter here. */
export async function bring(
  lines: readonly string[],
  { log, partitions }: { readonly log: Log; readonly partitions: number },
): Promise<void> {
  const records = lines.filter((line) => line.trim() !== "").map((line) => recordOf(line, partitions));
  if (records.length > 0) await log.append(records);
}

function recordOf(line: string, partitions: number): OutRecord {
  const bytes = Buffer.from(line);
  const parsed = parseInputLine(bytes);
  if (!parsed.ok) return deadLine(bytes, parsed);
  const { record } = parsed;
  const invalid = invalidReason(record);
  if (invalid !== null) return deadLine(bytes, { reason: "INVALID", detail: invalid });
  return recordFor(record, partitions, { [HEADER.line]: bytes });
}

/** A record as a producer sends it. */
export function recordFor(
  record: InputRecord,
  partitions: number,
  headers: OutRecord["headers"] = null,
  codec: AvroCodec = embedded,
): OutRecord {
  return inputOutRecord(record, partitions, codec, headers);
}

function deadLine(line: Uint8Array, refusal: Refusal): OutRecord {
  return { topic: DEAD_LETTERS, partition: 0, key: null, value: line, headers: refusalHeaders(refusal) };
}
