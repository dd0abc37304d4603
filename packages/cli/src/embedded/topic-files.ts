/** The published topics as NDJSON files, one of each topic's name: SEMANTICS 9. */
import { join } from "node:path";
import {
  type AvroCodec,
  type AvroRecord,
  createAvroCodec,
  EMBEDDED_SCHEMA_IDS,
  formatDeadLetter,
  formatMetric,
  formatSlaBreach,
  formatStay,
  formatWithdrawnStay,
} from "@stagefold/codec";
import type { OutRecord } from "@stagefold/processing";
import { DEAD_LETTERS, FUNNEL_METRICS, HEADER, LEAD_STAYS, Publication, SLA_BREACHES } from "@stagefold/processors";
import { FileWriter } from "./file-writer.ts";
import { LineFile } from "./line-file.ts";

/** The topics that are written. */
export const EXPORTED: readonly string[] = [LEAD_STAYS, SLA_BREACHES, FUNNEL_METRICS, DEAD_LETTERS];

/** What a line is made of: a record of the log, or one on its way there. */
type Written = Pick<OutRecord, "key" | "value" | "headers">;

export interface TopicFiles {
  /** Writes the record's line, if its topic is one of EXPORTED. */
  write(topic: string, record: Written): void;
  /** By reason, the dead letters written. */
  readonly deadLetters: Readonly<Record<string, number>>;
  /** Puts all files, whole, in their places. */
  finish(): Promise<void>;
  /** Takes back what is not in its place. */
  discard(): Promise<void>;
}

/** Begins the files in `folder`, which exists. */
export function openTopicFiles(folder: string): TopicFiles {
  const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
  const deadLetters: Record<string, number> = {};
  const writer = new FileWriter();
  const files = new Map(EXPORTED.map((topic) => [topic, new LineFile(join(folder, `${topic}.ndjson`), writer)]));
  let finished = false;
  return {
    deadLetters,
    write(topic, record) {
      const file = files.get(topic);
      if (file === undefined) return;
      if (topic === DEAD_LETTERS) {
        const reason = header(record, HEADER.reason) ?? "UNKNOWN";
        deadLetters[reason] = (deadLetters[reason] ?? 0) + 1;
        file.line(deadLetterLine(record));
      } else {
        file.line(lineOf(record, codec));
      }
    },
    async finish() {
      for (const file of files.values()) file.flush();
      await writer.finish();
      for (const file of files.values()) file.place();
      finished = true;
    },
    async discard() {
      if (finished) return;
      await writer.discard();
      for (const file of files.values()) file.remove();
    },
  };
}

function lineOf(record: Written, codec: AvroCodec): string {
  if (record instanceof Publication) {
    return record.message === null ? formatWithdrawnStay(record.keyText) : messageLine(record.message);
  }
  if (record.value === null) return formatWithdrawnStay(text(record.key ?? new Uint8Array()));
  const decoded = codec.decode(record.value);
  if (!decoded.ok) throw new Error(`a published record cannot be read: ${decoded.detail}`);
  return messageLine(decoded.record);
}

function messageLine(message: AvroRecord): string {
  switch (message.type) {
    case "LeadStageStay":
      return formatStay(message);
    case "SlaBreachEvent":
      return formatSlaBreach(message);
    case "FunnelMetric":
      return formatMetric(message);
    default:
      throw new Error(`a ${message.type} is not published`);
  }
}

/** A dead letter as a line: SEMANTICS 10. The line that a record was read from stands for its bytes. */
export function deadLetterLine(record: Written): string {
  const topic = header(record, HEADER.topic);
  return formatDeadLetter({
    reason: header(record, HEADER.reason) ?? "UNKNOWN",
    detail: header(record, HEADER.detail) ?? "",
    topic,
    key: topic === null ? null : record.key,
    value: record.headers?.[HEADER.line] ?? record.value,
  });
}

function header(record: Written, name: string): string | null {
  const value = record.headers?.[name];
  return value === undefined ? null : text(value);
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
