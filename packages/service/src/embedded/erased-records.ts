/**
 * What an embedded log still holds of leads that were erased, and what is to stand in its place: SEMANTICS 12.
 *
 * | record                                             | what stands in its place                                |
 * | -------------------------------------------------- | ------------------------------------------------------- |
 * | the first of the lead's events that counts         | its history, without anything that says whose it is      |
 * | the event that erased it                           | a hash of its key, by which later events of it are known |
 * | any other record of it, on any topic; dead letters | nothing                                                  |
 *
 * So a log that is read again from its beginning counts what it counted, and says nothing about the lead.
 */
import { type AvroCodec, createAvroCodec, EMBEDDED_SCHEMA_IDS, parseInputLine } from "@stagefold/codec";
import {
  admit,
  erasureInstant,
  type GrowingHistory,
  growing,
  type LeadErased,
  type LeadEvent,
  type StagefoldConfig,
} from "@stagefold/domain";
import type { ReplacedPartition, Replacement } from "@stagefold/embedded-log";
import type { LogRecord } from "@stagefold/processing";
import {
  DEAD_LETTERS,
  erasedRecord,
  HEADER,
  hashOfKey,
  judge,
  keyOf,
  LEAD_EVENTS,
  LEAD_STAYS,
  leadKey,
  remainsIn,
  remainsRecord,
  SLA_BREACHES,
} from "@stagefold/processors";
import { type ReadableLog, topicRecords } from "./topic-records.ts";

export interface ErasedRecords {
  /** What is to be replaced; nothing where the log says nothing of any erased lead. */
  readonly replacements: readonly ReplacedPartition[];
  /** Leads of which the log still says something. */
  readonly leads: number;
  /** Records about them. */
  readonly records: number;
}

const CODEC = createAvroCodec(EMBEDDED_SCHEMA_IDS);

/** Looks through the log, whose tasks have read all of it. Memory: of each partition, what is to be replaced. */
export async function erasedRecords(
  log: ReadableLog,
  partitions: number,
  config: StagefoldConfig,
): Promise<ErasedRecords> {
  const replacements: ReplacedPartition[] = [];
  const erased = new Set<string>();
  for (let partition = 0; partition < partitions; partition++)
    for await (const record of topicRecords(log, LEAD_EVENTS, partition)) {
      const hash = erasedIn(record, config);
      if (hash !== null) erased.add(hash);
    }
  if (erased.size === 0) return { replacements, leads: 0, records: 0 };

  const found = new Set<string>();
  for (let partition = 0; partition < partitions; partition++) {
    const history = await inHistory(log, partition, erased, config);
    for (const hash of history.leads) found.add(hash);
    const places = [{ topic: LEAD_EVENTS, partition, by: history.by }];
    for (const topic of [LEAD_STAYS, SLA_BREACHES, DEAD_LETTERS]) {
      const by = new Map<number, Replacement>();
      for await (const record of topicRecords(log, topic, partition)) {
        const hash = hashesOf(topic, record).find((one) => erased.has(one));
        if (hash === undefined) continue;
        found.add(hash);
        by.set(record.offset, null);
      }
      places.push({ topic, partition, by });
    }
    replacements.push(...places.filter(({ by }) => by.size > 0));
  }
  const records = replacements.reduce((sum, { by }) => sum + by.size, 0);
  return { replacements, leads: found.size, records };
}

/** The hash of the key of the lead that the record erases; null: it erases none. */
function erasedIn(record: LogRecord, config: StagefoldConfig): string | null {
  const remains = remainsIn(record, CODEC);
  if (remains !== null) return remains.keyHash;
  const event = acceptedIn(record, config);
  return event?.type === "LeadErased" ? hashOfKey(keyOf(event)) : null;
}

function acceptedIn(record: LogRecord, config: StagefoldConfig): LeadEvent | LeadErased | null {
  const judgement = judge(record, LEAD_EVENTS, CODEC, config);
  return "reason" in judgement ? null : (judgement.record as LeadEvent | LeadErased);
}

/** A lead of which the partition holds events, and how it was erased. */
interface Found {
  readonly history: GrowingHistory;
  /** Where the first of the events stands that count; null: none does. */
  first: number | null;
  isErased: boolean;
}

/** What is to stand in the place of the events of erased leads. */
async function inHistory(
  log: ReadableLog,
  partition: number,
  erased: ReadonlySet<string>,
  config: StagefoldConfig,
): Promise<{ readonly by: Map<number, Replacement>; readonly leads: ReadonlySet<string> }> {
  const by = new Map<number, Replacement>();
  const found = new Set<string>();
  const leads = new Map<string, Found>();
  for await (const record of topicRecords(log, LEAD_EVENTS, partition)) {
    const remains = remainsIn(record, CODEC);
    if (remains !== null) {
      // It was erased from the log before: whatever comes after is not read.
      if (remains.keyHash !== null) leads.set(remains.keyHash, { history: growing([]), first: null, isErased: true });
      continue;
    }
    const hash = hashesOf(LEAD_EVENTS, record).find((one) => erased.has(one));
    if (hash === undefined) continue;
    by.set(record.offset, null);
    found.add(hash);
    const lead = leads.get(hash) ?? { history: growing([]), first: null, isErased: false };
    leads.set(hash, lead);
    const event = lead.isErased ? null : acceptedIn(record, config);
    if (event === null) continue;
    if (event.type === "LeadErased") {
      lead.isErased = true;
      const { events } = lead.history;
      const rest = remainsRecord(event.tenantId, events, erasureInstant(events, event));
      if (rest !== null && lead.first !== null) by.set(lead.first, inPlace(rest));
      by.set(record.offset, inPlace(erasedRecord(event.tenantId, keyOf(event))));
    } else if (admit(lead.history, event) === "accepted") {
      lead.first ??= record.offset;
    }
  }
  return { by, leads: found };
}

function inPlace(record: Parameters<AvroCodec["encode"]>[0]): Replacement {
  return { key: null, value: CODEC.encode(record) };
}

/** Hashes of the keys of the leads that a record is about, as far as can be told. */
function hashesOf(topic: string, { key, value, headers }: LogRecord): readonly string[] {
  const keys = new Set<string>();
  if (key !== null) {
    const text = Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString();
    keys.add(topic === LEAD_STAYS ? text.split("|", 2).join("|") : text);
  }
  if (topic === LEAD_EVENTS || topic === DEAD_LETTERS) {
    for (const bytes of [value, headers?.[HEADER.line] ?? null]) {
      const named = bytes === null ? null : leadNamedIn(bytes);
      if (named !== null) keys.add(named);
    }
  }
  return [...keys].map(hashOfKey);
}

/** The key of the lead that a record or line names; null: none that can be told. */
function leadNamedIn(bytes: Uint8Array): string | null {
  const decoded = CODEC.decode(bytes);
  if (decoded.ok) return keyIfLeads(decoded.record);
  const parsed = parseInputLine(bytes);
  if (parsed.ok) return keyIfLeads(parsed.record);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  const [tenantId, leadId] = ["tenantId", "leadId"].map((field) => textOf(text, field));
  return tenantId == null || leadId == null ? null : leadKey(tenantId, leadId);
}

function keyIfLeads(record: object): string | null {
  const { tenantId, leadId } = record as { readonly tenantId?: string; readonly leadId?: string };
  return tenantId === undefined || leadId === undefined ? null : leadKey(tenantId, leadId);
}

/** The value of a field in what may be a damaged line of JSON. */
function textOf(line: string, field: string): string | null {
  const [, quoted] = new RegExp(`"${field}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*")`).exec(line) ?? [];
  if (quoted === undefined) return null;
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return null;
  }
}
