/** Published records as lines of NDJSON: SEMANTICS 9 and 10. */
import { type AvroCodec, formatDeadLetter, formatMetric, formatSlaBreach, formatStay } from "@stagefold/codec";
import type { OutRecord } from "@stagefold/processing";
import { HEADER } from "@stagefold/processors";

/** What a dead letter's line is made of: a record of the log, or one on its way there. */
export type Written = Pick<OutRecord, "key" | "value" | "headers">;

/** The line of a published value, without its end. Throws when it is none. */
export function publishedLine(value: Uint8Array, codec: AvroCodec): string {
  const decoded = codec.decode(value);
  if (!decoded.ok) throw new Error(`a published record cannot be read: ${decoded.detail}`);
  const { record } = decoded;
  switch (record.type) {
    case "LeadStageStay":
      return formatStay(record);
    case "SlaBreachEvent":
      return formatSlaBreach(record);
    case "FunnelMetric":
      return formatMetric(record);
    default:
      throw new Error(`a ${record.type} is not published`);
  }
}

/** A dead letter as a line: SEMANTICS 10. The line that a record was read from stands for its bytes. */
export function deadLetterLine(record: Written): string {
  const reason = headerText(record, HEADER.reason) ?? "UNKNOWN";
  // Of a line that is INVALID they cannot be told, whoever found that it is.
  const isTold = reason !== "INVALID" || record.headers?.[HEADER.line] === undefined;
  const topic = isTold ? headerText(record, HEADER.topic) : null;
  return formatDeadLetter({
    reason,
    detail: headerText(record, HEADER.detail) ?? "",
    topic,
    key: topic === null ? null : record.key,
    value: record.headers?.[HEADER.line] ?? record.value,
  });
}

/** A header as text; null: there is none. */
export function headerText(record: Written, name: string): string | null {
  const value = record.headers?.[name];
  return value === undefined ? null : bytesText(value);
}

/** Bytes as text. */
export function bytesText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
