import type { SlaBreachEvent } from "@stagefold/domain";

/** An event of the clock of a lead of acme, due an hour ago, of a kind and with what else differs. */
export function slaEvent(
  kind: SlaBreachEvent["kind"],
  leadId: string,
  serial: number,
  differs: Partial<SlaBreachEvent> = {},
): SlaBreachEvent {
  const now = Date.now();
  const dueAt = now - 3_600_000;
  return {
    type: "SlaBreachEvent",
    eventId: `${leadId}:${serial}`,
    clockId: `acme|${leadId}|reply|e1`,
    kind,
    slaId: "reply",
    severity: "page",
    tenantId: "acme",
    leadId,
    stage: "MQL",
    startedAt: dueAt - 3_600_000,
    dueAt,
    endedAt: kind === "RESOLVED" ? now - 1_000 : null,
    overdueMs: kind === "RESOLVED" ? 3_599_000 : null,
    channel: null,
    campaignId: null,
    ownerId: null,
    detectedAt: now,
    live: true,
    ...differs,
  };
}
