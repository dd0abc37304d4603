/**
 * The published topics as NDJSON files: every record, as published, in the order of its partition.
 *
 * Files appear whole or not at all: they are written beside their place and moved into it.
 */
import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import {
  type AvroCodec,
  createAvroCodec,
  EMBEDDED_SCHEMA_IDS,
  formatDeadLetter,
  formatMetric,
  formatSlaBreach,
  formatStay,
  formatWithdrawnStay,
} from "@stagefold/codec";
import type { Log, LogRecord } from "@stagefold/processing";
import { DEAD_LETTERS, FUNNEL_METRICS, HEADER, LEAD_STAYS, SLA_BREACHES } from "@stagefold/processors";

/** The topics that are exported, each to the file of its name. */
export const EXPORTED = [LEAD_STAYS, SLA_BREACHES, FUNNEL_METRICS, DEAD_LETTERS] as const;

const READ_LIMIT = { records: 10_000, bytes: 8 << 20 };
const FLUSH_CHARACTERS = 1 << 20;

/** The reading part of a log is enough. */
export type ReadableLog = Pick<Log, "firstOffset" | "endOffset" | "read">;

/** Writes the topics' files into `folder`, which exists. `onDeadLetter` is told the reason of each. */
export async function exportTopics(
  log: ReadableLog,
  partitions: number,
  folder: string,
  onDeadLetter: (reason: string) => void,
): Promise<void> {
  const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
  const written: string[] = [];
  try {
    for (const topic of EXPORTED) {
      const file = join(folder, `.${topic}.ndjson.part`);
      written.push(file);
      await exportTopic(log, topic, partitions, file, (record) => {
        if (topic === DEAD_LETTERS) onDeadLetter(header(record, HEADER.reason) ?? "UNKNOWN");
        return lineOf(topic, record, codec);
      });
    }
    for (const topic of EXPORTED) renameSync(join(folder, `.${topic}.ndjson.part`), join(folder, `${topic}.ndjson`));
  } catch (error) {
    for (const file of written) rmSync(file, { force: true });
    throw error;
  }
}

async function exportTopic(
  log: ReadableLog,
  topic: string,
  partitions: number,
  file: string,
  format: (record: LogRecord) => string,
): Promise<void> {
  const fd = openSync(file, "w");
  try {
    let lines = "";
    for (let partition = 0; partition < partitions; partition++) {
      const end = await log.endOffset(topic, partition);
      let offset = await log.firstOffset(topic, partition);
      while (offset < end) {
        const { records, nextOffset } = await log.read(topic, partition, offset, READ_LIMIT);
        offset = nextOffset;
        for (const record of records) {
          lines += `${format(record)}\n`;
          if (lines.length > FLUSH_CHARACTERS) {
            writeSync(fd, lines);
            lines = "";
          }
        }
      }
    }
    if (lines.length > 0) writeSync(fd, lines);
  } finally {
    closeSync(fd);
  }
}

function lineOf(topic: (typeof EXPORTED)[number], record: LogRecord, codec: AvroCodec): string {
  if (topic === DEAD_LETTERS) return deadLetterLine(record);
  if (record.value === null) return formatWithdrawnStay(text(record.key ?? new Uint8Array()));
  const decoded = codec.decode(record.value);
  if (!decoded.ok) throw new Error(`${topic} offset ${record.offset} cannot be read: ${decoded.detail}`);
  const value = decoded.record;
  switch (value.type) {
    case "LeadStageStay":
      return formatStay(value);
    case "SlaBreachEvent":
      return formatSlaBreach(value);
    case "FunnelMetric":
      return formatMetric(value);
    default:
      throw new Error(`${topic} offset ${record.offset} holds a ${value.type}`);
  }
}

/** A dead letter as a line: SEMANTICS 10. The line that a record was read from stands for its bytes. */
export function deadLetterLine(record: LogRecord): string {
  const topic = header(record, HEADER.topic);
  return formatDeadLetter({
    reason: header(record, HEADER.reason) ?? "UNKNOWN",
    detail: header(record, HEADER.detail) ?? "",
    topic,
    key: topic === null ? null : record.key,
    value: record.headers?.[HEADER.line] ?? record.value,
  });
}

function header(record: LogRecord, name: string): string | null {
  const value = record.headers?.[name];
  return value === undefined ? null : text(value);
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
