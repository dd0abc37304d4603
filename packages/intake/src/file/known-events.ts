/**
 * What is known of the events that count: a row for each, by whom it is about, so that a lead's stages lie together.
 * Of its content a hash is kept, which tells a duplicate from a conflict.
 *
 * Of a lead that was erased nothing is known but that it was (SEMANTICS 12): a hash of its key, which is the beginning of
 * the one by which the processors and the embedded log know erased leads.
 */
import { hash } from "node:crypto";
import { compareUtf8, contentOf, type InputRecord, type Long, type SpendRecorded, toLong } from "@stagefold/domain";
import { leadKey } from "@stagefold/processors";
import type Database from "better-sqlite3";

/** A record as it is known: SEMANTICS 3.1 says within what its eventId is unique, and what its content is. */
export interface Known {
  readonly record: InputRecord;
  /** A hash of whom it is about: the lead, or the tenant and the kind of record. */
  readonly subject: Buffer;
  readonly content: Buffer;
}

/** A change of a lead's stage that is known. */
export interface KnownStage {
  readonly occurredAt: number;
  readonly sequence: Long | null;
  readonly eventId: string;
  readonly stage: string;
}

/** The newest known revision of a line of spend. */
export interface SpendLine {
  readonly revision: Long;
  readonly eventId: string;
  /** A hash of all that a revision can change. */
  readonly content: Buffer;
}

/** Where is looked up what is known. */
export interface KnownLookups {
  /** The hash of the content of the subject's event with this id; null: none is known. */
  content(subject: Buffer, eventId: string): Buffer | null;
  /** The stages that the lead was set to, in no order. */
  stages(subject: Buffer): readonly KnownStage[];
  spendLine(tenantId: string, spendId: string): SpendLine | null;
  /** Whether the lead was erased. */
  isErased(subject: Buffer): boolean;
  /** Whether any lead was erased. */
  readonly hasErased: boolean;
}

export interface KnownEvents extends KnownLookups {
  /** Adds an event unless one with its id is known, which stands. Whether it was added. */
  add(known: Known): boolean;
  /** Forgets the lead, and remembers that it was erased. Idempotent. */
  erase(subject: Buffer): void;
  /** How many leads were erased since the file was opened. */
  readonly erasures: number;
}

export const KNOWN_SCHEMA = `
  CREATE TABLE IF NOT EXISTS known (
    subject BLOB NOT NULL, event TEXT NOT NULL, content BLOB NOT NULL,
    occurred_at INTEGER, sequence INTEGER, stage TEXT,
    PRIMARY KEY (subject, event)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS spend_lines (
    tenant TEXT NOT NULL, spend TEXT NOT NULL, revision INTEGER NOT NULL, event TEXT NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (tenant, spend)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS erased (subject BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
`;

/** By what a lead is known. Pure. */
export function leadSubject(tenantId: string, leadId: string): Buffer {
  return shortHash(leadKey(tenantId, leadId));
}

/** The same, of a lead of which nothing is told but the SHA-256 of its key, in hexadecimal digits. Pure. */
export function subjectOfKeyHash(keyHash: string): Buffer {
  return Buffer.from(keyHash, "hex").subarray(0, SUBJECT_BYTES);
}

/** `record` as it is known. Pure; records with the same content give the same. */
export function knownOf(record: InputRecord): Known {
  const subject =
    "leadId" in record
      ? leadSubject(record.tenantId, record.leadId)
      : // No lead's key: that has one bar.
        shortHash(`${record.type}||${record.tenantId}`);
  return { record, subject, content: shortHash(contentOf(record)) };
}

/** Equal for two revisions of a line that say the same. Pure. */
export function spendContent({
  firstDay,
  lastDay,
  amountMicros,
  currency,
  channel,
  campaignId,
}: SpendRecorded): Buffer {
  return shortHash(JSON.stringify([firstDay, lastDay, String(amountMicros), currency, channel, campaignId]));
}

/** 128 bits: two of 10^15 texts are alike with a chance of one in 10^8. */
const SUBJECT_BYTES = 16;

function shortHash(text: string): Buffer {
  return hash("sha256", text, "buffer").subarray(0, SUBJECT_BYTES);
}

interface StageRow {
  readonly occurredAt: bigint;
  readonly sequence: bigint | null;
  readonly eventId: string;
  readonly stage: string;
}

interface LineRow {
  readonly revision: bigint;
  readonly eventId: string;
  readonly content: Buffer;
}

/** What the file of `db` knows. */
export function knownLookups(db: Database.Database): KnownLookups {
  const content = db
    .prepare<[Buffer, string], Buffer>("SELECT content FROM known WHERE subject = ? AND event = ?")
    .pluck();
  const stages = db
    .prepare<[Buffer], StageRow>(
      "SELECT occurred_at AS occurredAt, sequence, event AS eventId, stage FROM known WHERE subject = ? AND stage IS NOT NULL",
    )
    .safeIntegers();
  const line = db
    .prepare<[string, string], LineRow>(
      "SELECT revision, event AS eventId, content FROM spend_lines WHERE tenant = ? AND spend = ?",
    )
    .safeIntegers();
  const erased = db.prepare<[Buffer], number>("SELECT 1 FROM erased WHERE subject = ?").pluck();
  const anyErased = db.prepare<[], number>("SELECT 1 FROM erased LIMIT 1").pluck();
  return {
    content: (subject, eventId) => content.get(subject, eventId) ?? null,
    stages: (subject) => stages.all(subject).map(stageOf),
    spendLine(tenantId, spendId) {
      const row = line.get(tenantId, spendId);
      return row === undefined ? null : { ...row, revision: toLong(row.revision) };
    },
    isErased: (subject) => erased.get(subject) !== undefined,
    get hasErased() {
      return anyErased.get() !== undefined;
    },
  };
}

function stageOf({ occurredAt, sequence, eventId, stage }: StageRow): KnownStage {
  return { occurredAt: Number(occurredAt), sequence: sequence === null ? null : toLong(sequence), eventId, stage };
}

/**
 * What the file of `db` knows, and what it learns. With `beneath`, an event or a line that the file does not have is
 * looked up there; nothing is written there.
 */
export function knownEvents(db: Database.Database, beneath: KnownLookups | null = null): KnownEvents {
  const own = knownLookups(db);
  const insert = db.prepare<[Buffer, string, Buffer, number | null, Long | null, string | null]>(
    "INSERT INTO known VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const replaceLine = db.prepare<[string, string, Long, string, Buffer]>(
    "REPLACE INTO spend_lines VALUES (?, ?, ?, ?, ?)",
  );
  const forget = db.prepare<[Buffer]>("DELETE FROM known WHERE subject = ?");
  const putErased = db.prepare<[Buffer]>("INSERT INTO erased VALUES (?) ON CONFLICT DO NOTHING");
  /** Where nobody was erased, nobody is looked up. */
  let hasErased = own.hasErased || beneath?.hasErased === true;
  let erasures = 0;

  const lookups: Omit<KnownLookups, "hasErased"> =
    beneath === null
      ? own
      : {
          content: (subject, eventId) => own.content(subject, eventId) ?? beneath.content(subject, eventId),
          stages: (subject) => [...beneath.stages(subject), ...own.stages(subject)],
          spendLine: (tenantId, spendId) => own.spendLine(tenantId, spendId) ?? beneath.spendLine(tenantId, spendId),
          isErased: (subject) => own.isErased(subject) || beneath.isErased(subject),
        };

  /** The highest revision counts; of equal ones the smaller eventId. SEMANTICS 7, Spend. */
  function addLine(spend: SpendRecorded): void {
    const { tenantId, spendId, revision, eventId } = spend;
    const line = lookups.spendLine(tenantId, spendId);
    const counts =
      line === null ||
      revision > line.revision ||
      (revision === line.revision && compareUtf8(eventId, line.eventId) < 0);
    if (counts) replaceLine.run(tenantId, spendId, revision, eventId, spendContent(spend));
  }

  return {
    ...lookups,
    add({ record, subject, content }) {
      if (beneath !== null && beneath.content(subject, record.eventId) !== null) return false;
      const occurredAt = "occurredAt" in record ? record.occurredAt : null;
      const sequence = "sequence" in record ? record.sequence : null;
      const stage = record.type === "LeadStageChanged" ? record.stage : null;
      if (insert.run(subject, record.eventId, content, occurredAt, sequence, stage).changes === 0) return false;
      if (record.type === "SpendRecorded") addLine(record);
      return true;
    },
    erase(subject) {
      if (putErased.run(subject).changes === 0) return;
      forget.run(subject);
      hasErased = true;
      erasures++;
    },
    get hasErased() {
      return hasErased;
    },
    get erasures() {
      return erasures;
    },
  };
}

/** Whether the lead was erased. */
export function isErased(tenantId: string, leadId: string, known: KnownLookups): boolean {
  return known.hasErased && known.isErased(leadSubject(tenantId, leadId));
}

/** Takes a record that stands in the log, or that is to, into what is known. */
export function learn(record: InputRecord, known: KnownEvents): void {
  const learnt = knownOf(record);
  if (record.type === "LeadErased") known.erase(learnt.subject);
  else if (!known.hasErased || !known.isErased(learnt.subject)) known.add(learnt);
}
