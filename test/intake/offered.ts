/** What is offered in the tests of intake's laws, and what a plain model makes of it. */
import { parseConfig } from "@stagefold/config";
import {
  type InputRecord,
  type LeadErased,
  type LeadStageChanged,
  type SpendRecorded,
  tenantConfigOf,
} from "@stagefold/domain";
import type { MappedEvent } from "@stagefold/sources";
import fc from "fast-check";

/** 2026-03-01T00:00Z. */
export const START = Date.UTC(2026, 2, 1);

export const CONFIG = parseConfig(
  "tenants: { acme: { timeZone: UTC, currency: EUR, funnel: { stages: [INQUIRY, MQL, SQL], qualified: MQL, accepted: SQL } } }",
  "stagefold.yaml",
);

const STAGES = ["INQUIRY", "MQL", "SQL"];
const leadIds = fc.constantFrom("1", "2");

/** Few ids, so that they meet: duplicates, conflicts, unknown stages among them. */
const moves: fc.Arbitrary<LeadStageChanged> = fc.record({
  type: fc.constant("LeadStageChanged"),
  eventId: fc.constantFrom("a", "b", "c", "d", "e", "f"),
  tenantId: fc.constant("acme"),
  leadId: leadIds,
  occurredAt: fc.integer({ min: 0, max: 2 }).map((ms) => START + ms),
  sequence: fc.constantFrom(null, 0, 1),
  stage: fc.constantFrom(...STAGES, "NOWHERE"),
  reason: fc.constant(null),
  channel: fc.constantFrom(null, "paid"),
  campaignId: fc.constant(null),
  ownerId: fc.constant(null),
  attributes: fc.constant({}),
});

const spends: fc.Arbitrary<SpendRecorded> = fc
  .record({ spendId: fc.constantFrom("s1", "s2"), amountMicros: fc.integer({ min: 1, max: 3 }) })
  .map(({ spendId, amountMicros }) => ({
    type: "SpendRecorded",
    eventId: `spend:${spendId}`,
    tenantId: "acme",
    spendId,
    revision: 0,
    firstDay: 20_000,
    lastDay: 20_001,
    amountMicros,
    currency: "EUR",
    channel: null,
    campaignId: null,
  }));

const rules: fc.Arbitrary<MappedEvent> = fc.record({
  kind: fc.constant("rule"),
  ruleId: fc.constant("score"),
  record: moves.map((move) => ({ ...move, eventId: `rule:${move.eventId}`, stage: "MQL" })),
  from: fc.subarray([null, ...STAGES]).map((stages) => new Set(stages)),
});

const erasures: fc.Arbitrary<LeadErased> = fc.record({
  type: fc.constant("LeadErased"),
  eventId: fc.constantFrom("a", "erasure"),
  tenantId: fc.constant("acme"),
  leadId: leadIds,
  occurredAt: fc.integer({ min: 0, max: 2 }).map((ms) => START + ms),
});

/** Batches of events of each kind. */
export const batches: fc.Arbitrary<MappedEvent[][]> = fc.array(
  fc.array(
    fc.oneof(
      { weight: 12, arbitrary: moves.map((record): MappedEvent => ({ kind: "record", record })) },
      { weight: 4, arbitrary: spends.map((record): MappedEvent => ({ kind: "spend", record })) },
      { weight: 4, arbitrary: rules },
      { weight: 1, arbitrary: erasures.map((record): MappedEvent => ({ kind: "record", record })) },
    ),
    { maxLength: 8 },
  ),
  { minLength: 1, maxLength: 10 },
);

/** Everything that was accepted, in a list; slow and plain. */
export class Model {
  readonly accepted: InputRecord[] = [];
  readonly erased = new Set<string>();

  /** What an offer of the event gives: a status, or the reason of a refusal. */
  offer(event: MappedEvent): string {
    const { record } = event;
    if ("leadId" in record && this.erased.has(record.leadId))
      return record.type === "LeadErased" ? "duplicate" : "LEAD_ERASED";
    if (record.type === "LeadErased") {
      this.erased.add(record.leadId);
      this.accepted.push(record);
      return "accepted";
    }
    const stages = tenantConfigOf(CONFIG, record.tenantId)?.funnel.stages ?? [];
    if ("stage" in record && !stages.includes(record.stage)) return "UNKNOWN_STAGE";
    if (event.kind === "spend") return this.#spend(event.record);
    if (event.kind === "record") return this.#admit(record);
    const { record: move, from } = event;
    if (this.#known(move) !== undefined) return "duplicate";
    const before = this.accepted
      .filter((one) => one.type === "LeadStageChanged")
      .filter((one) => one.leadId === move.leadId && compare(one, move) < 0)
      .sort(compare);
    if (!from.has(before.at(-1)?.stage ?? null)) return "not-due";
    return this.#admit(move);
  }

  #spend(spend: SpendRecorded): string {
    const revisions = this.accepted.filter((one) => one.type === "SpendRecorded" && one.spendId === spend.spendId);
    const newest = revisions.at(-1) as SpendRecorded | undefined;
    if (newest?.amountMicros === spend.amountMicros) return "not-due";
    const revision = revisions.length;
    return this.#admit({ ...spend, revision, eventId: `${spend.eventId}:${revision}` });
  }

  #admit(record: InputRecord): string {
    const known = this.#known(record);
    if (known === undefined) {
      this.accepted.push(record);
      return "accepted";
    }
    return JSON.stringify(known) === JSON.stringify(record) ? "duplicate" : "CONFLICTING_DUPLICATE";
  }

  #known(record: InputRecord): InputRecord | undefined {
    return this.accepted.find((one) => one.eventId === record.eventId && aboutOf(one) === aboutOf(record));
  }
}

/** Whom a record is about. */
export function aboutOf(record: InputRecord): string {
  return "leadId" in record ? record.leadId : record.type;
}

function compare(a: LeadStageChanged, b: LeadStageChanged): number {
  const [x, y] = [a, b].map(({ occurredAt, sequence }) => occurredAt * 10 + Number(sequence ?? 0)) as [number, number];
  return x - y || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0);
}
