import { expect, test } from "vitest";
import { invalidReason } from "./invalid-record.ts";
import type {
  InputRecord,
  LeadActivityRecorded,
  LeadStageChanged,
  SpendRecorded,
  TargetSet,
} from "./records.generated.ts";

const CHANGED: LeadStageChanged = {
  type: "LeadStageChanged",
  eventId: "e",
  tenantId: "t",
  leadId: "L",
  occurredAt: 0,
  sequence: null,
  stage: "MQL",
  reason: null,
  channel: null,
  campaignId: null,
  ownerId: null,
  attributes: {},
};
const ACTIVITY: LeadActivityRecorded = {
  type: "LeadActivityRecorded",
  eventId: "e",
  tenantId: "t",
  leadId: "L",
  occurredAt: 0,
  sequence: null,
  actor: "SALES",
  kind: "call",
  attributes: {},
};
const SPEND: SpendRecorded = {
  type: "SpendRecorded",
  eventId: "e",
  tenantId: "t",
  spendId: "s",
  revision: 0,
  firstDay: 0,
  lastDay: 3_659,
  amountMicros: 10_000_000_000_000_000n,
  currency: "EUR",
  channel: null,
  campaignId: null,
};
const TARGET: TargetSet = {
  type: "TargetSet",
  eventId: "e",
  tenantId: "t",
  stage: "MQL",
  month: "2026-12",
  channel: null,
  revision: 0,
  target: 0,
};

test.each<[string, InputRecord]>([
  ["a stage change", CHANGED],
  ["an activity", ACTIVITY],
  ["the longest and largest spend", SPEND],
  ["the largest credit", { ...SPEND, amountMicros: -10_000_000_000_000_000n }],
  ["spend of one day", { ...SPEND, lastDay: 0 }],
  ["a target of 0", TARGET],
  ["a | where it separates nothing", { ...CHANGED, eventId: "a|b", stage: "a|b", channel: "a|b" }],
])("given %s within the domain, then it is valid", (_case, record) => {
  expect(invalidReason(record)).toBeNull();
});

test.each<[string, InputRecord]>([
  ["eventId", { ...CHANGED, eventId: "" }],
  ["tenantId", { ...TARGET, tenantId: "" }],
  ["leadId", { ...ACTIVITY, leadId: "" }],
  ["spendId", { ...SPEND, spendId: "" }],
  ["tenantId", { ...SPEND, tenantId: "a|b" }],
  ["leadId", { ...CHANGED, leadId: "a|b" }],
  ["channel", { ...CHANGED, channel: "(none)" }],
  ["campaignId", { ...SPEND, campaignId: "(none)" }],
  ["ownerId", { ...CHANGED, ownerId: "(none)" }],
  ["channel", { ...TARGET, channel: "(none)" }],
  ["lastDay", { ...SPEND, lastDay: -1 }],
  ["3661 days", { ...SPEND, lastDay: 3_660 }],
  ["currency", { ...SPEND, currency: "EURO" }],
  ["currency", { ...SPEND, currency: "eur" }],
  ["currency", { ...SPEND, currency: "EUR\n" }],
  ["amountMicros", { ...SPEND, amountMicros: 10_000_000_000_000_001n }],
  ["amountMicros", { ...SPEND, amountMicros: -10_000_000_000_000_001n }],
  ["month", { ...TARGET, month: "2026-13" }],
  ["month", { ...TARGET, month: "2026-00" }],
  ["month", { ...TARGET, month: "2026-1" }],
  ["month", { ...TARGET, month: "2026-01-01" }],
  ["target", { ...TARGET, target: -1 }],
])("given a wrong %s, then the sentence names it", (named, record) => {
  expect(invalidReason(record)).toContain(named);
});
