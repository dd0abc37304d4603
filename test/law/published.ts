/**
 * What stands in the output topics of a log, as the rows of a replay's files, and what it comes to.
 */
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
import { type FoldedOutputs, foldLines } from "../model/fold-outputs.ts";
import { placeOf } from "../model/key-series.ts";
import { linesIn, type OutputRow, parseRow } from "../model/output-row.ts";

const embedded = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const READ_LIMIT = { records: 10_000, bytes: 8 << 20 };

/** All that was published, folded; what is forbidden on the way is among its `violations`. */
export async function foldPublished(
  log: Pick<Log, "firstOffset" | "endOffset" | "read">,
  partitions: number,
  codec: AvroCodec = embedded,
): Promise<FoldedOutputs> {
  const rowsOf = async (topic: string): Promise<OutputRow[]> => {
    const rows: OutputRow[] = [];
    for (let partition = 0; partition < partitions; partition++) {
      const end = await log.endOffset(topic, partition);
      for (let offset = await log.firstOffset(topic, partition); offset < end; ) {
        const { records, nextOffset } = await log.read(topic, partition, offset, READ_LIMIT);
        for (const record of records) rows.push(parseRow(lineOf(topic, record, codec)));
        offset = nextOffset;
      }
    }
    return rows;
  };
  const published = {
    stays: linesIn(await rowsOf(LEAD_STAYS)),
    breaches: linesIn(await rowsOf(SLA_BREACHES)),
    metrics: linesIn(await rowsOf(FUNNEL_METRICS)),
    deadLetters: linesIn(await rowsOf(DEAD_LETTERS)),
  };
  return foldLines(published, null);
}

function lineOf(topic: string, record: LogRecord, codec: AvroCodec): string {
  if (topic === DEAD_LETTERS) return deadLetterLine(record, codec);
  if (record.value === null) return formatWithdrawnStay(Buffer.from(record.key as Uint8Array).toString());
  const decoded = codec.decode(record.value);
  if (!decoded.ok) throw new Error(`${topic} offset ${record.offset}: ${decoded.detail}`);
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

function deadLetterLine({ key, value, headers }: LogRecord, codec: AvroCodec): string {
  const header = (name: string): string | null => {
    const bytes = headers?.[name];
    return bytes === undefined ? null : Buffer.from(bytes).toString();
  };
  const reason = header(HEADER.reason) ?? "";
  const topic = reason === "INVALID" ? null : header(HEADER.topic);
  return formatDeadLetter({
    reason,
    detail: header(HEADER.detail) ?? "",
    topic,
    key: topic === null ? null : key,
    value: headers?.[HEADER.line] ?? sameBytes(value, codec),
  });
}

/** The bytes of a record are not the same under the numbers that another registry gave to its schema. */
function sameBytes(value: Uint8Array | null, codec: AvroCodec): Uint8Array | null {
  const decoded = value === null || codec === embedded ? null : codec.decode(value);
  return decoded?.ok === true ? embedded.encode(decoded.record) : value;
}

/** What the law lets differ from run to run: SEMANTICS 8. */
const FREE = ["revision", "asOf", "detectedAt", "eventId", "live", "detail"];

/**
 * The answer that a folded output gives, without what SEMANTICS 8 lets differ: equal for two runs that
 * obey the law, to the last bit. Sorted texts.
 */
export function answerOf(folded: FoldedOutputs): readonly string[] {
  const breaches = [...folded.breaches.values()].filter(({ kind }) => kind !== "CLEARED" && kind !== "RETRACTED");
  const metrics = [...folded.metrics].filter((row) => !isEmptied(row));
  const rows = [...folded.stays.values(), ...breaches, ...metrics.map(closed), ...folded.deadLetters];
  return rows.map((row) => textOf(row)).sort();
}

function textOf(row: OutputRow): string {
  const fields = Object.entries(row).filter(([name, value]) => value !== null && !FREE.includes(name));
  return JSON.stringify(
    fields.sort(([a], [b]) => (a < b ? -1 : 1)),
    (_key, value) => (typeof value === "bigint" ? `${value}` : value),
  );
}

/** FINAL or RESTATED is free for a value that is closed. */
function closed(row: OutputRow): OutputRow {
  return row.status === "RESTATED"
    ? { ...row, status: "FINAL", metricId: placeOf(row) }
    : { ...row, metricId: placeOf(row) };
}

function isEmptied(row: OutputRow): boolean {
  return (
    !String(row.metric).startsWith("target_") &&
    (row.numerator ?? 0) === 0 &&
    (row.denominator ?? 0) === 0 &&
    (row.sampleCount ?? null) === null
  );
}
