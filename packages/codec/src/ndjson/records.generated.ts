// Generated from schemas/ by packages/codec. Do not edit.
import type {
  FunnelMetric,
  InputRecord,
  LeadActivityRecorded,
  LeadErased,
  LeadStageChanged,
  LeadStageStay,
  SlaBreachEvent,
  SpendRecorded,
  TargetSet,
} from "@stagefold/domain";
import { ACTORS } from "../avro/records.generated.ts";
import type { JsonFields } from "./json-fields.ts";
import { dayText, instantText } from "./time-text.ts";
import { mapText, numberText, quoted } from "./json-text.ts";

function parseLeadStageChanged(f: JsonFields): LeadStageChanged {
  return {
    type: "LeadStageChanged",
    eventId: f.string("eventId"),
    tenantId: f.string("tenantId"),
    leadId: f.string("leadId"),
    occurredAt: f.instant("occurredAt"),
    sequence: f.isAbsent("sequence") ? null : f.long("sequence"),
    stage: f.string("stage"),
    reason: f.isAbsent("reason") ? null : f.string("reason"),
    channel: f.isAbsent("channel") ? null : f.string("channel") || null,
    campaignId: f.isAbsent("campaignId") ? null : f.string("campaignId") || null,
    ownerId: f.isAbsent("ownerId") ? null : f.string("ownerId") || null,
    attributes: f.isAbsent("attributes") ? {} : f.stringMap("attributes"),
  };
}

function parseLeadActivityRecorded(f: JsonFields): LeadActivityRecorded {
  return {
    type: "LeadActivityRecorded",
    eventId: f.string("eventId"),
    tenantId: f.string("tenantId"),
    leadId: f.string("leadId"),
    occurredAt: f.instant("occurredAt"),
    sequence: f.isAbsent("sequence") ? null : f.long("sequence"),
    actor: f.symbol("actor", ACTORS),
    kind: f.string("kind"),
    attributes: f.isAbsent("attributes") ? {} : f.stringMap("attributes"),
  };
}

function parseSpendRecorded(f: JsonFields): SpendRecorded {
  return {
    type: "SpendRecorded",
    eventId: f.string("eventId"),
    tenantId: f.string("tenantId"),
    spendId: f.string("spendId"),
    revision: f.isAbsent("revision") ? 0 : f.long("revision"),
    firstDay: f.day("firstDay"),
    lastDay: f.day("lastDay"),
    amountMicros: f.long("amountMicros"),
    currency: f.string("currency"),
    channel: f.isAbsent("channel") ? null : f.string("channel") || null,
    campaignId: f.isAbsent("campaignId") ? null : f.string("campaignId") || null,
  };
}

function parseTargetSet(f: JsonFields): TargetSet {
  return {
    type: "TargetSet",
    eventId: f.string("eventId"),
    tenantId: f.string("tenantId"),
    stage: f.string("stage"),
    month: f.string("month"),
    channel: f.isAbsent("channel") ? null : f.string("channel") || null,
    revision: f.isAbsent("revision") ? 0 : f.long("revision"),
    target: f.long("target"),
  };
}

function parseLeadErased(f: JsonFields): LeadErased {
  return {
    type: "LeadErased",
    eventId: f.string("eventId"),
    tenantId: f.string("tenantId"),
    leadId: f.string("leadId"),
    occurredAt: f.instant("occurredAt"),
  };
}

/** The parser of each input record. Each throws RefusedField. */
export const PARSERS: Readonly<Record<InputRecord["type"], (f: JsonFields) => InputRecord>> = {
  LeadStageChanged: parseLeadStageChanged,
  LeadActivityRecorded: parseLeadActivityRecorded,
  SpendRecorded: parseSpendRecorded,
  TargetSet: parseTargetSet,
  LeadErased: parseLeadErased,
};

/** A line of NDJSON without its line end; fields that are null are left out. */
export function formatLeadStageChanged(r: LeadStageChanged): string {
  let s = '{"type":"LeadStageChanged"';
  s += ',"eventId":' + quoted(r.eventId) + ',"tenantId":' + quoted(r.tenantId) + ',"leadId":' + quoted(r.leadId) + ',"occurredAt":' + instantText(r.occurredAt);
  if (r.sequence !== null) s += ',"sequence":' + numberText(r.sequence);
  s += ',"stage":' + quoted(r.stage);
  if (r.reason !== null) s += ',"reason":' + quoted(r.reason);
  if (r.channel !== null) s += ',"channel":' + quoted(r.channel);
  if (r.campaignId !== null) s += ',"campaignId":' + quoted(r.campaignId);
  if (r.ownerId !== null) s += ',"ownerId":' + quoted(r.ownerId);
  s += ',"attributes":' + mapText(r.attributes);
  return s + '}';
}

/** A line of NDJSON without its line end; fields that are null are left out. */
export function formatLeadActivityRecorded(r: LeadActivityRecorded): string {
  let s = '{"type":"LeadActivityRecorded"';
  s += ',"eventId":' + quoted(r.eventId) + ',"tenantId":' + quoted(r.tenantId) + ',"leadId":' + quoted(r.leadId) + ',"occurredAt":' + instantText(r.occurredAt);
  if (r.sequence !== null) s += ',"sequence":' + numberText(r.sequence);
  s += ',"actor":' + '"' + r.actor + '"' + ',"kind":' + quoted(r.kind) + ',"attributes":' + mapText(r.attributes);
  return s + '}';
}

/** A line of NDJSON without its line end; fields that are null are left out. */
export function formatSpendRecorded(r: SpendRecorded): string {
  let s = '{"type":"SpendRecorded"';
  s += ',"eventId":' + quoted(r.eventId) + ',"tenantId":' + quoted(r.tenantId) + ',"spendId":' + quoted(r.spendId) + ',"revision":' + numberText(r.revision) + ',"firstDay":' + dayText(r.firstDay) + ',"lastDay":' + dayText(r.lastDay) + ',"amountMicros":' + numberText(r.amountMicros) + ',"currency":' + quoted(r.currency);
  if (r.channel !== null) s += ',"channel":' + quoted(r.channel);
  if (r.campaignId !== null) s += ',"campaignId":' + quoted(r.campaignId);
  return s + '}';
}

/** A line of NDJSON without its line end; fields that are null are left out. */
export function formatTargetSet(r: TargetSet): string {
  let s = '{"type":"TargetSet"';
  s += ',"eventId":' + quoted(r.eventId) + ',"tenantId":' + quoted(r.tenantId) + ',"stage":' + quoted(r.stage) + ',"month":' + quoted(r.month);
  if (r.channel !== null) s += ',"channel":' + quoted(r.channel);
  s += ',"revision":' + numberText(r.revision) + ',"target":' + numberText(r.target);
  return s + '}';
}

/** A line of NDJSON without its line end; fields that are null are left out. */
export function formatLeadStageStay(r: LeadStageStay): string {
  let s = '{"type":"LeadStageStay"';
  s += ',"stayId":' + quoted(r.stayId) + ',"tenantId":' + quoted(r.tenantId) + ',"leadId":' + quoted(r.leadId) + ',"stage":' + quoted(r.stage) + ',"visit":' + numberText(r.visit);
  if (r.previousStage !== null) s += ',"previousStage":' + quoted(r.previousStage);
  if (r.nextStage !== null) s += ',"nextStage":' + quoted(r.nextStage);
  s += ',"enteredAt":' + instantText(r.enteredAt);
  if (r.exitedAt !== null) s += ',"exitedAt":' + instantText(r.exitedAt);
  if (r.durationMs !== null) s += ',"durationMs":' + numberText(r.durationMs);
  if (r.reason !== null) s += ',"reason":' + quoted(r.reason);
  if (r.channel !== null) s += ',"channel":' + quoted(r.channel);
  if (r.campaignId !== null) s += ',"campaignId":' + quoted(r.campaignId);
  if (r.ownerId !== null) s += ',"ownerId":' + quoted(r.ownerId);
  s += ',"revision":' + numberText(r.revision);
  return s + '}';
}

/** A line of NDJSON without its line end; fields that are null are left out. */
export function formatSlaBreachEvent(r: SlaBreachEvent): string {
  let s = '{"type":"SlaBreachEvent"';
  s += ',"eventId":' + quoted(r.eventId) + ',"clockId":' + quoted(r.clockId) + ',"kind":' + '"' + r.kind + '"' + ',"slaId":' + quoted(r.slaId) + ',"severity":' + quoted(r.severity) + ',"tenantId":' + quoted(r.tenantId) + ',"leadId":' + quoted(r.leadId) + ',"stage":' + quoted(r.stage) + ',"startedAt":' + instantText(r.startedAt) + ',"dueAt":' + instantText(r.dueAt);
  if (r.endedAt !== null) s += ',"endedAt":' + instantText(r.endedAt);
  if (r.overdueMs !== null) s += ',"overdueMs":' + numberText(r.overdueMs);
  if (r.channel !== null) s += ',"channel":' + quoted(r.channel);
  if (r.campaignId !== null) s += ',"campaignId":' + quoted(r.campaignId);
  if (r.ownerId !== null) s += ',"ownerId":' + quoted(r.ownerId);
  s += ',"detectedAt":' + instantText(r.detectedAt) + ',"live":' + (r.live ? "true" : "false");
  return s + '}';
}

let repeatingOfFunnelMetric0_channel: FunnelMetric["channel"] | undefined;
let repeatingOfFunnelMetric0_campaignId: FunnelMetric["campaignId"] | undefined;
let repeatingOfFunnelMetric0_ownerId: FunnelMetric["ownerId"] | undefined;
let repeatingOfFunnelMetric0_grain: FunnelMetric["grain"] | undefined;
let repeatingOfFunnelMetric0_periodStart: FunnelMetric["periodStart"] | undefined;
let repeatingOfFunnelMetric0_periodEnd: FunnelMetric["periodEnd"] | undefined;
let repeatingOfFunnelMetric0_text = "";
function repeatingOfFunnelMetric0(r: FunnelMetric): string {
  if (r.channel === repeatingOfFunnelMetric0_channel && r.campaignId === repeatingOfFunnelMetric0_campaignId && r.ownerId === repeatingOfFunnelMetric0_ownerId && r.grain === repeatingOfFunnelMetric0_grain && r.periodStart === repeatingOfFunnelMetric0_periodStart && r.periodEnd === repeatingOfFunnelMetric0_periodEnd) return repeatingOfFunnelMetric0_text;
  let s = '';
  if (r.channel !== null) s += ',"channel":' + quoted(r.channel);
  if (r.campaignId !== null) s += ',"campaignId":' + quoted(r.campaignId);
  if (r.ownerId !== null) s += ',"ownerId":' + quoted(r.ownerId);
  s += ',"grain":' + '"' + r.grain + '"' + ',"periodStart":' + dayText(r.periodStart) + ',"periodEnd":' + dayText(r.periodEnd);
  repeatingOfFunnelMetric0_channel = r.channel;
  repeatingOfFunnelMetric0_campaignId = r.campaignId;
  repeatingOfFunnelMetric0_ownerId = r.ownerId;
  repeatingOfFunnelMetric0_grain = r.grain;
  repeatingOfFunnelMetric0_periodStart = r.periodStart;
  repeatingOfFunnelMetric0_periodEnd = r.periodEnd;
  repeatingOfFunnelMetric0_text = s;
  return s;
}

let repeatingOfFunnelMetric1_status: FunnelMetric["status"] | undefined;
let repeatingOfFunnelMetric1_revision: FunnelMetric["revision"] | undefined;
let repeatingOfFunnelMetric1_asOf: FunnelMetric["asOf"] | undefined;
let repeatingOfFunnelMetric1_text = "";
function repeatingOfFunnelMetric1(r: FunnelMetric): string {
  if (r.status === repeatingOfFunnelMetric1_status && r.revision === repeatingOfFunnelMetric1_revision && r.asOf === repeatingOfFunnelMetric1_asOf) return repeatingOfFunnelMetric1_text;
  let s = '';
  s += ',"status":' + '"' + r.status + '"' + ',"revision":' + numberText(r.revision) + ',"asOf":' + instantText(r.asOf);
  repeatingOfFunnelMetric1_status = r.status;
  repeatingOfFunnelMetric1_revision = r.revision;
  repeatingOfFunnelMetric1_asOf = r.asOf;
  repeatingOfFunnelMetric1_text = s;
  return s;
}

/** A line of NDJSON without its line end; fields that are null are left out. */
export function formatFunnelMetric(r: FunnelMetric): string {
  let s = '{"type":"FunnelMetric"';
  s += ',"metricId":' + quoted(r.metricId) + ',"tenantId":' + quoted(r.tenantId) + ',"metric":' + quoted(r.metric);
  if (r.subject !== null) s += ',"subject":' + quoted(r.subject);
  s += repeatingOfFunnelMetric0(r);
  s += ',"unit":' + quoted(r.unit);
  if (r.value !== null) s += ',"value":' + numberText(r.value);
  if (r.numerator !== null) s += ',"numerator":' + numberText(r.numerator);
  if (r.denominator !== null) s += ',"denominator":' + numberText(r.denominator);
  if (r.sampleCount !== null) s += ',"sampleCount":' + numberText(r.sampleCount);
  if (r.sampleSum !== null) s += ',"sampleSum":' + numberText(r.sampleSum);
  if (r.sampleMin !== null) s += ',"sampleMin":' + numberText(r.sampleMin);
  if (r.sampleP50 !== null) s += ',"sampleP50":' + numberText(r.sampleP50);
  if (r.sampleP75 !== null) s += ',"sampleP75":' + numberText(r.sampleP75);
  if (r.sampleP90 !== null) s += ',"sampleP90":' + numberText(r.sampleP90);
  if (r.sampleP95 !== null) s += ',"sampleP95":' + numberText(r.sampleP95);
  if (r.sampleMax !== null) s += ',"sampleMax":' + numberText(r.sampleMax);
  s += repeatingOfFunnelMetric1(r);
  return s + '}';
}

/** A line of NDJSON without its line end; fields that are null are left out. */
export function formatLeadErased(r: LeadErased): string {
  let s = '{"type":"LeadErased"';
  s += ',"eventId":' + quoted(r.eventId) + ',"tenantId":' + quoted(r.tenantId) + ',"leadId":' + quoted(r.leadId) + ',"occurredAt":' + instantText(r.occurredAt);
  return s + '}';
}
