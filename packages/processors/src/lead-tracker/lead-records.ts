/** What the lead-tracker publishes of a lead's stays and clocks, as records. SEMANTICS 3 and 5. */
import type { AvroRecord } from "@stagefold/codec";
import { type ClockOfStay, type SlaChange, type StayFacts, sameStay } from "@stagefold/domain";
import type { Settling } from "@stagefold/processing";

/** Which lead it is. */
export interface LeadName {
  readonly tenantId: string;
  readonly leadId: string;
}

/** What lead-stays says now of a stay, `record` null: withdrawn; null: nothing new. */
export function stayRecord(
  lead: LeadName,
  before: StayFacts | undefined,
  after: StayFacts | undefined,
  revision: number,
): { readonly stayId: string; readonly record: AvroRecord | null } | null {
  if (before !== undefined && after !== undefined && sameStay(before, after)) return null;
  const stay = (after ?? before) as StayFacts;
  const stayId = `${lead.tenantId}|${lead.leadId}|${stay.eventId}`;
  if (after === undefined) return { stayId, record: null };
  const { stage, visit, previousStage, nextStage, enteredAt, exitedAt, reason, channel, campaignId, ownerId } = after;
  return {
    stayId,
    record: {
      type: "LeadStageStay",
      stayId,
      tenantId: lead.tenantId,
      leadId: lead.leadId,
      stage,
      visit,
      previousStage,
      nextStage,
      enteredAt,
      exitedAt,
      durationMs: exitedAt === null ? null : exitedAt - enteredAt,
      reason,
      channel,
      campaignId,
      ownerId,
      revision,
    },
  };
}

/** The clocks of a stay before and now, paired by policy. */
export function* clockPairs(
  before: StayFacts | undefined,
  after: StayFacts | undefined,
): Iterable<readonly [ClockOfStay | undefined, ClockOfStay | undefined]> {
  for (const clock of before?.clocks ?? []) {
    const next = after?.clocks.find((c) => c.slaId === clock.slaId);
    const was = { clock, stay: before as StayFacts };
    yield [was, next === undefined ? undefined : { clock: next, stay: after as StayFacts }];
  }
  for (const clock of after?.clocks ?? []) {
    if (before?.clocks.some((c) => c.slaId === clock.slaId) === true) continue;
    yield [undefined, { clock, stay: after as StayFacts }];
  }
}

/** A change of an SLA clock as sla-breaches says it; `serial` counts the events of a stay's clocks in a commit. */
export function breachRecord(
  lead: LeadName,
  { kind, clock, stay }: SlaChange,
  at: Settling,
  serial: number,
): AvroRecord {
  const clockId = `${lead.tenantId}|${lead.leadId}|${clock.slaId}|${stay.eventId}`;
  const endedAt = kind === "RESOLVED" ? clock.endedAt : null;
  return {
    type: "SlaBreachEvent",
    // The same id again if the same commit is made again: the log keeps one of them.
    eventId: `${clockId}|${at.commitNumber}.${serial}`,
    clockId,
    kind,
    slaId: clock.slaId,
    severity: clock.severity,
    tenantId: lead.tenantId,
    leadId: lead.leadId,
    stage: stay.stage,
    startedAt: clock.startedAt,
    dueAt: clock.dueAt,
    endedAt,
    overdueMs: endedAt === null ? null : endedAt - clock.dueAt,
    channel: stay.channel,
    campaignId: stay.campaignId,
    ownerId: stay.ownerId,
    detectedAt: at.clockNow ?? clock.startedAt,
    live: at.live,
  };
}
