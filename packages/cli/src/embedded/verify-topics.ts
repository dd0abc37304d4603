/**
 * Whether two logs say the same in the end: the newest record per key of each published topic, without
 * what SEMANTICS 8 leaves free.
 *
 * Memory: of some 100,000 keys of both logs at a time, whatever their number; a topic with more is read
 * once for each such part of its keys.
 */
import { type AvroCodec, type AvroRecord, createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { type StagefoldConfig, tenantConfigOf, zoneOf } from "@stagefold/domain";
import { type LogRecord, partitionOf } from "@stagefold/processing";
import { FUNNEL_METRICS, LEAD_STAYS, SLA_BREACHES } from "@stagefold/processors";
import { type ReadableLog, topicRecords } from "@stagefold/service";
import type { Findings } from "./verify-findings.ts";

const KEYS_AT_A_TIME = 100_000;
const FREE_FIELDS: readonly string[] = ["revision", "asOf", "detectedAt", "eventId", "live"];
const QUOTIENTS: readonly string[] = ["value", "sampleSum"];
const CLOSE = 1e-12;

type Row = Readonly<Record<string, unknown>>;

/** Compares what was `published` with what was `recomputed`; `onPublished` is told each newest record published. */
export async function compareTopics(
  published: ReadableLog,
  recomputed: ReadableLog,
  partitions: number,
  config: StagefoldConfig,
  findings: Findings,
  onPublished: (record: AvroRecord) => void,
): Promise<void> {
  for (const topic of [LEAD_STAYS, SLA_BREACHES, FUNNEL_METRICS]) {
    let compared = 0;
    for (let partition = 0; partition < partitions; partition++) {
      const parts = await partsOf([published, recomputed], topic, partition);
      for (let part = 0; part < parts; part++) {
        const isOfPart = (key: Uint8Array): boolean => partitionOf(key, parts) === part;
        const was = await newest(published, topic, partition, isOfPart, findings);
        const is = await newest(recomputed, topic, partition, isOfPart, findings);
        for (const key of new Set([...was.keys(), ...is.keys()])) {
          compared++;
          const got = was.get(key);
          if (got !== undefined) onPublished(got);
          const expected = is.get(key);
          const sentence = difference(paceAtClockOf(expected, got, config), expected);
          if (sentence !== null) findings.differs(`${topic} ${key}: ${sentence}`);
        }
      }
    }
    findings.compared(`keys of ${topic}`, compared);
  }
}

async function partsOf(logs: readonly ReadableLog[], topic: string, partition: number): Promise<number> {
  let records = 1;
  for (const log of logs) {
    const held = (await log.endOffset(topic, partition)) - (await log.firstOffset(topic, partition));
    records = Math.max(records, held);
  }
  return Math.ceil(records / KEYS_AT_A_TIME);
}

/** By key, the newest record; a withdrawn one is not there. */
async function newest(
  log: ReadableLog,
  topic: string,
  partition: number,
  isOfPart: (key: Uint8Array) => boolean,
  findings: Findings,
): Promise<ReadonlyMap<string, AvroRecord>> {
  const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
  const records = new Map<string, Uint8Array | null>();
  for await (const record of topicRecords(log, topic, partition)) {
    // Of breaches the key is the lead's; what is newest is asked of a clock.
    if (record.key === null || !isOfPart(record.key)) continue;
    const key = topic === SLA_BREACHES ? clockIdOf(record, codec) : textOf(record.key);
    // A copy: the record is a view of its whole batch.
    if (key !== null) records.set(key, record.value === null ? null : Uint8Array.from(record.value));
    else findings.differs(`${topic}[${partition}] offset ${record.offset} is no record of its kind`);
  }
  const decoded = new Map<string, AvroRecord>();
  for (const [key, value] of records) {
    if (value === null) continue;
    const result = codec.decode(value);
    if (result.ok) decoded.set(key, result.record);
    else findings.differs(`${topic} ${key} cannot be read: ${result.detail}`);
  }
  return decoded;
}

function clockIdOf(record: LogRecord, codec: AvroCodec): string | null {
  const decoded = codec.decode(record.value ?? new Uint8Array());
  return decoded.ok && decoded.record.type === "SlaBreachEvent" ? decoded.record.clockId : null;
}

/**
 * A pace as it would have been told when `is` was: as time goes on it is told anew once for each day of the clock
 * (SEMANTICS 7), so the one last told may be of an earlier moment of the day. Anything else as it is. Pure.
 */
export function paceAtClockOf(
  is: AvroRecord | undefined,
  was: AvroRecord | undefined,
  config: StagefoldConfig,
): AvroRecord | undefined {
  if (was?.type !== "FunnelMetric" || was.metric !== "target_pace" || was.value === null) return was;
  const tenant = tenantConfigOf(config, was.tenantId);
  if (is?.type !== "FunnelMetric" || tenant === undefined) return was;
  const zone = zoneOf(tenant.timeZone);
  if (zone.dayOf(was.asOf) !== zone.dayOf(is.asOf)) return was;
  const [begin, end] = [zone.startOfDay(was.periodStart), zone.startOfDay(was.periodEnd)];
  const elapsed = (at: number): number => Math.min(at, end) - begin;
  return { ...was, value: (was.value * elapsed(was.asOf)) / elapsed(is.asOf) };
}

/** What is wrong with a published record, `is` being what it should be; null: nothing. Pure. */
export function difference(was: AvroRecord | undefined, is: AvroRecord | undefined): string | null {
  if (was === undefined || is === undefined) {
    const only = was ?? is;
    if (only === undefined || saysNothing(only)) return null;
    // A target is never taken back; what a former configuration made of one is emptied.
    if (is === undefined && isEmptiedTarget(only)) return null;
    return was === undefined ? "is not published" : "is published, and nothing says so";
  }
  if (saysNothing(was) && saysNothing(is) && was.type === "SlaBreachEvent") return null;
  const [got, expected] = [was as unknown as Row, is as unknown as Row];
  const fields = Object.keys(expected).filter((field) => !FREE_FIELDS.includes(field));
  const wrong = fields.filter((field) => !isSame(field, got[field], expected[field]));
  if (wrong.length === 0) return null;
  return wrong.map((field) => `${field} is ${String(got[field])}, should be ${String(expected[field])}`).join(", ");
}

/** Emptied metrics, and clocks with nothing to worry about: SEMANTICS 8. */
function saysNothing(record: AvroRecord): boolean {
  if (record.type === "SlaBreachEvent") return record.kind === "CLEARED" || record.kind === "RETRACTED";
  if (record.type !== "FunnelMetric" || record.metric.startsWith("target_")) return false;
  const { numerator, denominator, sampleCount } = record;
  return !Number(numerator ?? 0) && !Number(denominator ?? 0) && !Number(sampleCount ?? 0);
}

function isEmptiedTarget(record: AvroRecord): boolean {
  if (record.type !== "FunnelMetric") return false;
  return !Number(record.numerator ?? 0) && !Number(record.denominator ?? 0) && record.value === null;
}

function isSame(field: string, got: unknown, expected: unknown): boolean {
  if (got === expected) return true;
  if (field === "status") return closed(got) === closed(expected);
  if (!QUOTIENTS.includes(field) || typeof got !== "number" || typeof expected !== "number") return false;
  return Math.abs(got - expected) <= CLOSE * Math.abs(expected);
}

function closed(status: unknown): unknown {
  return status === "RESTATED" ? "FINAL" : status;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
