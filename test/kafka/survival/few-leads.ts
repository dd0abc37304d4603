/** Single leads, and a configuration under which their SLA clocks run out while a test waits. */
import type { InputRecord } from "@stagefold/domain";

export const WITHIN_MS = 6_000;
export const LATENESS_MS = 1_000;

export const FEW_LEADS_CONFIG_YAML = `tenants:
  acme:
    timeZone: Europe/Rome
    currency: EUR
    funnel: { stages: [MQL, SQL, REJECTED], qualified: MQL, accepted: SQL, rejected: REJECTED }
    slas:
      - { id: respond, severity: page, starts: { entersStage: MQL }, ends: [{ leavesStage: true }], within: PT6S }
publish: { grains: [DAY, YEAR] }
clock: { lateness: PT1S }
`;

/** A lead of tenant acme enters MQL. */
export function entersMql(leadId: string, occurredAt: number): InputRecord {
  const nothing = { sequence: null, reason: null, channel: null, campaignId: null, ownerId: null, attributes: {} };
  const event = { type: "LeadStageChanged", eventId: `${leadId}-mql`, tenantId: "acme", leadId } as const;
  return { ...event, stage: "MQL", occurredAt, ...nothing };
}
