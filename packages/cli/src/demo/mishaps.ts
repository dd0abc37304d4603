/** What goes wrong between a source and the log: lateness, second deliveries, contradictions, records that are no good. */
import type { LeadEvent, LeadStageChanged, SpendRecorded } from "@stagefold/domain";
import type { Company } from "./companies.ts";
import type { Delivery } from "./delivery.ts";
import type { Span } from "./lead-arrivals.ts";
import type { Random } from "./random.ts";

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const LATE_SHARE = 0.02;
const LATEST_MS = 6 * DAY_MS;
const TWICE_SHARE = 0.01;
const CONTRADICTIONS = 5;

/** Lead events on their way: within seconds, but one in fifty hours to days late and one in a hundred twice. */
export function deliver(events: readonly LeadEvent[], random: Random): readonly Delivery[] {
  const deliveries: Delivery[] = [];
  for (const record of events) {
    const late = random.chance(LATE_SHARE);
    const delay = late ? Math.min(LATEST_MS, HOUR_MS + random.wait(20 * HOUR_MS)) : random.upTo(20 * SECOND_MS);
    const arrivesAt = record.occurredAt + delay;
    deliveries.push({ arrivesAt, record });
    if (random.chance(TWICE_SHARE)) deliveries.push({ arrivesAt: arrivesAt + random.upTo(DAY_MS), record });
  }
  return deliveries;
}

/** A few events sent again two days later under the same id with another content: each a dead letter. Pure. */
export function contradictions(deliveries: readonly Delivery[]): readonly Delivery[] {
  const rejections = deliveries.filter(
    (delivery): delivery is Delivery & { readonly record: LeadStageChanged } =>
      delivery.record.type === "LeadStageChanged" && delivery.record.stage === "REJECTED",
  );
  const stride = Math.max(1, Math.floor(rejections.length / CONTRADICTIONS));
  return rejections
    .filter((_, index) => index % stride === 0)
    .slice(0, CONTRADICTIONS)
    .map(({ arrivesAt, record }) => ({
      arrivesAt: arrivesAt + 2 * DAY_MS,
      record: { ...record, reason: "entered by mistake" },
    }));
}

/** Records that well-meaning sources send and nobody can count: one or two of each reason for a dead letter. */
export function badRecords(company: Company, span: Span): readonly Delivery[] {
  const at = (day: number) => (span.firstDay + day) * DAY_MS + 10 * HOUR_MS;
  const lead = (name: string, day: number, fields: Partial<LeadStageChanged>): Delivery => {
    const record: LeadStageChanged = {
      type: "LeadStageChanged",
      eventId: `${company.prefix}-${name}`,
      tenantId: company.tenantId,
      leadId: `${company.prefix}-x${day}`,
      occurredAt: at(day),
      sequence: null,
      stage: "INQUIRY",
      reason: null,
      channel: "paid",
      campaignId: null,
      ownerId: null,
      attributes: {},
      ...fields,
    };
    return { arrivesAt: at(day) + SECOND_MS, record };
  };
  const spend = (name: string, day: number, fields: Partial<SpendRecorded>): Delivery => {
    const firstDay = span.firstDay + day;
    const record: SpendRecorded = {
      type: "SpendRecorded",
      eventId: `spend/${name}`,
      tenantId: company.tenantId,
      spendId: name,
      revision: 0,
      firstDay,
      lastDay: firstDay + 6,
      amountMicros: 480_000_000,
      currency: company.currency,
      channel: "event",
      campaignId: null,
      ...fields,
    };
    return { arrivesAt: at(day + 7), record };
  };
  return [
    lead("stage-renamed", 33, { stage: "NURTURE" }),
    lead("stage-renamed-too", 34, { stage: "NURTURE" }),
    lead("brand-sold", 51, { tenantId: "oldbrand" }),
    lead("export-placeholder", 70, { channel: "(none)" }),
    lead("clock-off-by-a-century", 88, { occurredAt: at(88) + 36_525 * DAY_MS }),
    spend("booth-tokyo", 60, { currency: "JPY" }),
    spend("days-swapped", 95, { lastDay: span.firstDay + 90 }),
  ];
}
