// Generated from schemas/ by packages/codec. Do not edit.
import type {
  FunnelDelta,
  FunnelMetric,
  LeadActivityRecorded,
  LeadErased,
  LeadRemains,
  LeadStageChanged,
  LeadStageStay,
  SlaBreachEvent,
  SpendRecorded,
  TargetSet,
  TaskClock,
} from "@stagefold/domain";
import type { AvroReader } from "./avro-reader.ts";
import { arrayBound, type AvroWriter, mapBound } from "./avro-writer.ts";

/** Every record that has a schema. */
export type AvroRecord =
  | LeadStageChanged
  | LeadActivityRecorded
  | SpendRecorded
  | TargetSet
  | LeadStageStay
  | SlaBreachEvent
  | FunnelMetric
  | LeadErased
  | FunnelDelta
  | TaskClock
  | LeadRemains;
export type RecordName = AvroRecord["type"];

/** The schemas as JSON, by record name. */
export const SCHEMAS: Readonly<Record<RecordName, string>> = {
  LeadStageChanged: "{\"type\":\"record\",\"name\":\"LeadStageChanged\",\"namespace\":\"stagefold.lead\",\"doc\":\"A lead moved to a stage. Topic lead-events, key '<tenantId>|<leadId>'.\",\"fields\":[{\"name\":\"eventId\",\"type\":\"string\",\"doc\":\"Unique per lead. A second event of the lead with the same id and content is a duplicate and changes nothing.\"},{\"name\":\"tenantId\",\"type\":\"string\"},{\"name\":\"leadId\",\"type\":\"string\"},{\"name\":\"occurredAt\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"},\"doc\":\"When it happened at the source.\"},{\"name\":\"sequence\",\"type\":[\"null\",\"long\"],\"default\":null,\"doc\":\"The source's own order among events of one lead at the same instant. null sorts as 0.\"},{\"name\":\"stage\",\"type\":\"string\",\"doc\":\"The stage the lead moved to, as named in the funnel's configuration.\"},{\"name\":\"reason\",\"type\":[\"null\",\"string\"],\"default\":null,\"doc\":\"Why, e.g. a rejection reason.\"},{\"name\":\"channel\",\"type\":[\"null\",\"string\"],\"default\":null,\"doc\":\"null leaves the lead's value as it is.\"},{\"name\":\"campaignId\",\"type\":[\"null\",\"string\"],\"default\":null,\"doc\":\"null leaves the lead's value as it is.\"},{\"name\":\"ownerId\",\"type\":[\"null\",\"string\"],\"default\":null,\"doc\":\"The sales person who holds the lead. null leaves the value as it is.\"},{\"name\":\"attributes\",\"type\":{\"type\":\"map\",\"values\":\"string\"},\"default\":{},\"doc\":\"Anything else the source knows; carried, not interpreted.\"}]}",
  LeadActivityRecorded: "{\"type\":\"record\",\"name\":\"LeadActivityRecorded\",\"namespace\":\"stagefold.lead\",\"doc\":\"Somebody did something with a lead: a call, a mail, a meeting. Topic lead-events, key '<tenantId>|<leadId>'.\",\"fields\":[{\"name\":\"eventId\",\"type\":\"string\"},{\"name\":\"tenantId\",\"type\":\"string\"},{\"name\":\"leadId\",\"type\":\"string\"},{\"name\":\"occurredAt\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}},{\"name\":\"sequence\",\"type\":[\"null\",\"long\"],\"default\":null},{\"name\":\"actor\",\"type\":{\"type\":\"enum\",\"name\":\"Actor\",\"symbols\":[\"UNKNOWN\",\"SALES\",\"MARKETING\",\"LEAD\",\"SYSTEM\"],\"default\":\"UNKNOWN\"}},{\"name\":\"kind\",\"type\":\"string\",\"doc\":\"call, email, meeting, ... : the source's own word.\"},{\"name\":\"attributes\",\"type\":{\"type\":\"map\",\"values\":\"string\"},\"default\":{}}]}",
  SpendRecorded: "{\"type\":\"record\",\"name\":\"SpendRecorded\",\"namespace\":\"stagefold.spend\",\"doc\":\"Marketing money spent or budgeted over some days. Topic spend-events, key tenantId. The highest revision of a spendId replaces the earlier ones.\",\"fields\":[{\"name\":\"eventId\",\"type\":\"string\"},{\"name\":\"tenantId\",\"type\":\"string\"},{\"name\":\"spendId\",\"type\":\"string\",\"doc\":\"The line of spend that this event states or restates.\"},{\"name\":\"revision\",\"type\":\"long\",\"default\":0},{\"name\":\"firstDay\",\"type\":{\"type\":\"int\",\"logicalType\":\"date\"},\"doc\":\"First day, in the tenant's time zone.\"},{\"name\":\"lastDay\",\"type\":{\"type\":\"int\",\"logicalType\":\"date\"},\"doc\":\"Last day, inclusive. The amount is spread evenly over the days.\"},{\"name\":\"amountMicros\",\"type\":\"long\",\"doc\":\"Millionths of a unit of currency. May be negative (a credit). 0 withdraws the line.\"},{\"name\":\"currency\",\"type\":\"string\",\"doc\":\"ISO 4217.\"},{\"name\":\"channel\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"campaignId\",\"type\":[\"null\",\"string\"],\"default\":null}]}",
  TargetSet: "{\"type\":\"record\",\"name\":\"TargetSet\",\"namespace\":\"stagefold.target\",\"doc\":\"How many leads should reach a stage in a month. Topic funnel-targets, key tenantId. The highest revision of (stage, month, channel) replaces the earlier ones.\",\"fields\":[{\"name\":\"eventId\",\"type\":\"string\"},{\"name\":\"tenantId\",\"type\":\"string\"},{\"name\":\"stage\",\"type\":\"string\"},{\"name\":\"month\",\"type\":\"string\",\"doc\":\"YYYY-MM\"},{\"name\":\"channel\",\"type\":[\"null\",\"string\"],\"default\":null,\"doc\":\"null: the target of all channels together.\"},{\"name\":\"revision\",\"type\":\"long\",\"default\":0},{\"name\":\"target\",\"type\":\"long\",\"doc\":\"0 or more.\"}]}",
  LeadStageStay: "{\"type\":\"record\",\"name\":\"LeadStageStay\",\"namespace\":\"stagefold.lead\",\"doc\":\"One stay of one lead in one stage, as now known. Topic lead-stays, key stayId, compacted; a null value withdraws the stay.\",\"fields\":[{\"name\":\"stayId\",\"type\":\"string\",\"doc\":\"'<tenantId>|<leadId>|<eventId of the entering event>'\"},{\"name\":\"tenantId\",\"type\":\"string\"},{\"name\":\"leadId\",\"type\":\"string\"},{\"name\":\"stage\",\"type\":\"string\"},{\"name\":\"visit\",\"type\":\"int\",\"doc\":\"1 for the lead's first stay in this stage, 2 for the second, ...\"},{\"name\":\"previousStage\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"nextStage\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"enteredAt\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}},{\"name\":\"exitedAt\",\"type\":[\"null\",{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}],\"default\":null},{\"name\":\"durationMs\",\"type\":[\"null\",\"long\"],\"default\":null},{\"name\":\"reason\",\"type\":[\"null\",\"string\"],\"default\":null,\"doc\":\"The entering event's reason.\"},{\"name\":\"channel\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"campaignId\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"ownerId\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"revision\",\"type\":\"long\",\"doc\":\"Grows with every change of this stay.\"}]}",
  SlaBreachEvent: "{\"type\":\"record\",\"name\":\"SlaBreachEvent\",\"namespace\":\"stagefold.sla\",\"doc\":\"A change in what is known about one SLA clock of one lead. Topic sla-breaches, key '<tenantId>|<leadId>'.\",\"fields\":[{\"name\":\"eventId\",\"type\":\"string\"},{\"name\":\"clockId\",\"type\":\"string\",\"doc\":\"'<tenantId>|<leadId>|<slaId>|<eventId that started the clock>'\"},{\"name\":\"kind\",\"type\":{\"type\":\"enum\",\"name\":\"SlaEventKind\",\"symbols\":[\"UNKNOWN\",\"AT_RISK\",\"CLEARED\",\"BREACHED\",\"RESOLVED\",\"RETRACTED\"],\"default\":\"UNKNOWN\"}},{\"name\":\"slaId\",\"type\":\"string\"},{\"name\":\"severity\",\"type\":\"string\"},{\"name\":\"tenantId\",\"type\":\"string\"},{\"name\":\"leadId\",\"type\":\"string\"},{\"name\":\"stage\",\"type\":\"string\",\"doc\":\"The stage whose entry started the clock.\"},{\"name\":\"startedAt\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}},{\"name\":\"dueAt\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}},{\"name\":\"endedAt\",\"type\":[\"null\",{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}],\"default\":null},{\"name\":\"overdueMs\",\"type\":[\"null\",\"long\"],\"default\":null,\"doc\":\"RESOLVED: endedAt - dueAt.\"},{\"name\":\"channel\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"campaignId\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"ownerId\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"detectedAt\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"},\"doc\":\"The processing clock when it was found.\"},{\"name\":\"live\",\"type\":\"boolean\",\"doc\":\"false while the input is history being caught up with: an alerting system may want only live ones.\"}]}",
  FunnelMetric: "{\"type\":\"record\",\"name\":\"FunnelMetric\",\"namespace\":\"stagefold.metric\",\"doc\":\"The value of one metric for one segment and one period, as now known. Topic funnel-metrics, key metricId, compacted: the newest revision is the truth, so a warehouse upserts on metricId. Flat on purpose: sinks take it as it is.\",\"fields\":[{\"name\":\"metricId\",\"type\":\"string\",\"doc\":\"Deterministic in (tenantId, metric, subject, segment, grain, periodStart).\"},{\"name\":\"tenantId\",\"type\":\"string\"},{\"name\":\"metric\",\"type\":\"string\"},{\"name\":\"subject\",\"type\":[\"null\",\"string\"],\"default\":null,\"doc\":\"The stage, 'FROM>TO' of a velocity, or the slaId that the metric is about.\"},{\"name\":\"channel\",\"type\":[\"null\",\"string\"],\"default\":null,\"doc\":\"The segment. null: not broken down by it; '(none)': leads that have none.\"},{\"name\":\"campaignId\",\"type\":[\"null\",\"string\"],\"default\":null,\"doc\":\"As channel.\"},{\"name\":\"ownerId\",\"type\":[\"null\",\"string\"],\"default\":null,\"doc\":\"As channel.\"},{\"name\":\"grain\",\"type\":{\"type\":\"enum\",\"name\":\"Grain\",\"symbols\":[\"UNKNOWN\",\"DAY\",\"WEEK\",\"MONTH\",\"QUARTER\",\"HALF\",\"YEAR\",\"ROLLING_7D\",\"ROLLING_30D\",\"ROLLING_90D\"],\"default\":\"UNKNOWN\"}},{\"name\":\"periodStart\",\"type\":{\"type\":\"int\",\"logicalType\":\"date\"},\"doc\":\"First day, in the tenant's time zone.\"},{\"name\":\"periodEnd\",\"type\":{\"type\":\"int\",\"logicalType\":\"date\"},\"doc\":\"The day after the last.\"},{\"name\":\"unit\",\"type\":\"string\",\"doc\":\"leads, ms, ratio, or a currency code (values then in units of it).\"},{\"name\":\"value\",\"type\":[\"null\",\"double\"],\"default\":null,\"doc\":\"null where it is undefined, e.g. a rate over nothing.\"},{\"name\":\"numerator\",\"type\":[\"null\",\"long\"],\"default\":null,\"doc\":\"Exact. Money in micros.\"},{\"name\":\"denominator\",\"type\":[\"null\",\"long\"],\"default\":null,\"doc\":\"Exact.\"},{\"name\":\"sampleCount\",\"type\":[\"null\",\"long\"],\"default\":null,\"doc\":\"The sample fields: of metrics that are distributions, null in others. Exact.\"},{\"name\":\"sampleSum\",\"type\":[\"null\",\"double\"],\"default\":null,\"doc\":\"In the unit of value. Exact below 2^53.\"},{\"name\":\"sampleMin\",\"type\":[\"null\",\"double\"],\"default\":null,\"doc\":\"Minimum, percentiles and maximum: within 1 %.\"},{\"name\":\"sampleP50\",\"type\":[\"null\",\"double\"],\"default\":null},{\"name\":\"sampleP75\",\"type\":[\"null\",\"double\"],\"default\":null},{\"name\":\"sampleP90\",\"type\":[\"null\",\"double\"],\"default\":null},{\"name\":\"sampleP95\",\"type\":[\"null\",\"double\"],\"default\":null},{\"name\":\"sampleMax\",\"type\":[\"null\",\"double\"],\"default\":null},{\"name\":\"status\",\"type\":{\"type\":\"enum\",\"name\":\"MetricStatus\",\"symbols\":[\"UNKNOWN\",\"PROVISIONAL\",\"FINAL\",\"RESTATED\"],\"default\":\"UNKNOWN\"}},{\"name\":\"revision\",\"type\":\"long\",\"doc\":\"Grows with every change of this metricId.\"},{\"name\":\"asOf\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"},\"doc\":\"The processing clock when it was computed.\"}]}",
  LeadErased: "{\"type\":\"record\",\"name\":\"LeadErased\",\"namespace\":\"stagefold.lead\",\"doc\":\"A lead asked to be forgotten. Topic lead-events, key '<tenantId>|<leadId>'. What is known of it vanishes, what it counted stays counted; later events of it are not read.\",\"fields\":[{\"name\":\"eventId\",\"type\":\"string\"},{\"name\":\"tenantId\",\"type\":\"string\"},{\"name\":\"leadId\",\"type\":\"string\"},{\"name\":\"occurredAt\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"},\"doc\":\"When the lead left, unless events of it are later.\"}]}",
  FunnelDelta: "{\"type\":\"record\",\"name\":\"FunnelDelta\",\"namespace\":\"stagefold.internal\",\"doc\":\"What one commit of a lead-tracker task changed of a tenant's counts, summed, at the finest dimensions. Topic stagefold-internal-funnel-deltas, key tenantId. Rows are flat: several numbers follow each other.\",\"fields\":[{\"name\":\"tenantId\",\"type\":\"string\"},{\"name\":\"names\",\"type\":{\"type\":\"array\",\"items\":\"string\"},\"doc\":\"Stages, velocities, slaIds and values of dimensions; rows name them by index, -1 for null.\"},{\"name\":\"stages\",\"type\":{\"type\":\"array\",\"items\":\"long\"},\"doc\":\"Rows of 12: stage, day, channel, campaignId, ownerId, then what is added to reached, entries, exits, cohort, rejected, aheadEntries, aheadExits.\"},{\"name\":\"slas\",\"type\":{\"type\":\"array\",\"items\":\"long\"},\"doc\":\"Rows of 9: slaId, day, channel, campaignId, ownerId, then what is added to met, breached, cancelled, within1h.\"},{\"name\":\"samples\",\"type\":{\"type\":\"array\",\"items\":\"long\"},\"doc\":\"Rows of 8: distribution (0 time in stage, 1 velocity, 2 SLA response), subject, day, channel, campaignId, ownerId, value in ms, weight.\"}]}",
  TaskClock: "{\"type\":\"record\",\"name\":\"TaskClock\",\"namespace\":\"stagefold.internal\",\"doc\":\"The clock of a lead-tracker task at a commit, sent to every partition of stagefold-internal-funnel-deltas after what the commit changed. No key, by which it is told from what changed.\",\"fields\":[{\"name\":\"task\",\"type\":\"int\",\"doc\":\"The task's partition.\"},{\"name\":\"clock\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}}]}",
  LeadRemains: "{\"type\":\"record\",\"name\":\"LeadRemains\",\"namespace\":\"stagefold.internal\",\"doc\":\"What the embedded log keeps of a lead that was erased, in the places of its records on lead-events: what it counted, without anything that says whom; and, apart from it, by what its later events are known. No key.\",\"fields\":[{\"name\":\"tenantId\",\"type\":\"string\"},{\"name\":\"history\",\"type\":[\"null\",\"bytes\"],\"default\":null,\"doc\":\"A row of the lead-tracker's.\"},{\"name\":\"keyHash\",\"type\":[\"null\",\"string\"],\"default\":null,\"doc\":\"SHA-256 of the key, in hexadecimal digits.\"}]}",
};

/** The schemas' numbers on the embedded log. */
export const EMBEDDED_IDS: Readonly<Record<RecordName, number>> = {
  LeadStageChanged: 1,
  LeadActivityRecorded: 2,
  SpendRecorded: 3,
  TargetSet: 4,
  LeadStageStay: 5,
  SlaBreachEvent: 6,
  FunnelMetric: 7,
  LeadErased: 8,
  FunnelDelta: 101,
  TaskClock: 102,
  LeadRemains: 103,
};

export const ACTORS: readonly (LeadActivityRecorded["actor"])[] = ["UNKNOWN", "SALES", "MARKETING", "LEAD", "SYSTEM"];
const ACTOR_INDEX: Readonly<Record<LeadActivityRecorded["actor"], number>> = { UNKNOWN: 0, SALES: 1, MARKETING: 2, LEAD: 3, SYSTEM: 4 };
export const SLA_EVENT_KINDS: readonly (SlaBreachEvent["kind"])[] = ["UNKNOWN", "AT_RISK", "CLEARED", "BREACHED", "RESOLVED", "RETRACTED"];
const SLA_EVENT_KIND_INDEX: Readonly<Record<SlaBreachEvent["kind"], number>> = { UNKNOWN: 0, AT_RISK: 1, CLEARED: 2, BREACHED: 3, RESOLVED: 4, RETRACTED: 5 };
export const GRAINS: readonly (FunnelMetric["grain"])[] = ["UNKNOWN", "DAY", "WEEK", "MONTH", "QUARTER", "HALF", "YEAR", "ROLLING_7D", "ROLLING_30D", "ROLLING_90D"];
const GRAIN_INDEX: Readonly<Record<FunnelMetric["grain"], number>> = { UNKNOWN: 0, DAY: 1, WEEK: 2, MONTH: 3, QUARTER: 4, HALF: 5, YEAR: 6, ROLLING_7D: 7, ROLLING_30D: 8, ROLLING_90D: 9 };
export const METRIC_STATUSS: readonly (FunnelMetric["status"])[] = ["UNKNOWN", "PROVISIONAL", "FINAL", "RESTATED"];
const METRIC_STATUS_INDEX: Readonly<Record<FunnelMetric["status"], number>> = { UNKNOWN: 0, PROVISIONAL: 1, FINAL: 2, RESTATED: 3 };

function readLeadStageChanged(r: AvroReader): LeadStageChanged {
  return {
    type: "LeadStageChanged",
    eventId: r.string("eventId"),
    tenantId: r.string("tenantId"),
    leadId: r.string("leadId"),
    occurredAt: r.instant("occurredAt"),
    sequence: r.isNull("sequence") ? null : r.long("sequence"),
    stage: r.string("stage"),
    reason: r.isNull("reason") ? null : r.string("reason"),
    channel: r.isNull("channel") ? null : r.string("channel") || null,
    campaignId: r.isNull("campaignId") ? null : r.string("campaignId") || null,
    ownerId: r.isNull("ownerId") ? null : r.string("ownerId") || null,
    attributes: r.stringMap("attributes"),
  };
}

function writeLeadStageChanged(w: AvroWriter, v: LeadStageChanged): void {
  w.string(v.eventId);
  w.string(v.tenantId);
  w.string(v.leadId);
  w.instant(v.occurredAt);
  if (v.sequence === null) w.isNull();
  else {
    w.isPresent();
    w.long(v.sequence);
  }
  w.string(v.stage);
  if (v.reason === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.reason);
  }
  if (v.channel === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.channel);
  }
  if (v.campaignId === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.campaignId);
  }
  if (v.ownerId === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.ownerId);
  }
  w.stringMap(v.attributes);
}

function boundLeadStageChanged(v: LeadStageChanged): number {
  return 65 + 3 * v.eventId.length + 3 * v.tenantId.length + 3 * v.leadId.length + 3 * v.stage.length + (v.reason === null ? 0 : 3 * v.reason.length) + (v.channel === null ? 0 : 3 * v.channel.length) + (v.campaignId === null ? 0 : 3 * v.campaignId.length) + (v.ownerId === null ? 0 : 3 * v.ownerId.length) + mapBound(v.attributes);
}

function readLeadActivityRecorded(r: AvroReader): LeadActivityRecorded {
  return {
    type: "LeadActivityRecorded",
    eventId: r.string("eventId"),
    tenantId: r.string("tenantId"),
    leadId: r.string("leadId"),
    occurredAt: r.instant("occurredAt"),
    sequence: r.isNull("sequence") ? null : r.long("sequence"),
    actor: r.symbol(ACTORS, "actor"),
    kind: r.string("kind"),
    attributes: r.stringMap("attributes"),
  };
}

function writeLeadActivityRecorded(w: AvroWriter, v: LeadActivityRecorded): void {
  w.string(v.eventId);
  w.string(v.tenantId);
  w.string(v.leadId);
  w.instant(v.occurredAt);
  if (v.sequence === null) w.isNull();
  else {
    w.isPresent();
    w.long(v.sequence);
  }
  w.int(ACTOR_INDEX[v.actor]);
  w.string(v.kind);
  w.stringMap(v.attributes);
}

function boundLeadActivityRecorded(v: LeadActivityRecorded): number {
  return 46 + 3 * v.eventId.length + 3 * v.tenantId.length + 3 * v.leadId.length + 3 * v.kind.length + mapBound(v.attributes);
}

function readSpendRecorded(r: AvroReader): SpendRecorded {
  return {
    type: "SpendRecorded",
    eventId: r.string("eventId"),
    tenantId: r.string("tenantId"),
    spendId: r.string("spendId"),
    revision: r.long("revision"),
    firstDay: r.day("firstDay"),
    lastDay: r.day("lastDay"),
    amountMicros: r.long("amountMicros"),
    currency: r.string("currency"),
    channel: r.isNull("channel") ? null : r.string("channel") || null,
    campaignId: r.isNull("campaignId") ? null : r.string("campaignId") || null,
  };
}

function writeSpendRecorded(w: AvroWriter, v: SpendRecorded): void {
  w.string(v.eventId);
  w.string(v.tenantId);
  w.string(v.spendId);
  w.long(v.revision);
  w.day(v.firstDay);
  w.day(v.lastDay);
  w.long(v.amountMicros);
  w.string(v.currency);
  if (v.channel === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.channel);
  }
  if (v.campaignId === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.campaignId);
  }
}

function boundSpendRecorded(v: SpendRecorded): number {
  return 62 + 3 * v.eventId.length + 3 * v.tenantId.length + 3 * v.spendId.length + 3 * v.currency.length + (v.channel === null ? 0 : 3 * v.channel.length) + (v.campaignId === null ? 0 : 3 * v.campaignId.length);
}

function readTargetSet(r: AvroReader): TargetSet {
  return {
    type: "TargetSet",
    eventId: r.string("eventId"),
    tenantId: r.string("tenantId"),
    stage: r.string("stage"),
    month: r.string("month"),
    channel: r.isNull("channel") ? null : r.string("channel") || null,
    revision: r.long("revision"),
    target: r.long("target"),
  };
}

function writeTargetSet(w: AvroWriter, v: TargetSet): void {
  w.string(v.eventId);
  w.string(v.tenantId);
  w.string(v.stage);
  w.string(v.month);
  if (v.channel === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.channel);
  }
  w.long(v.revision);
  w.long(v.target);
}

function boundTargetSet(v: TargetSet): number {
  return 46 + 3 * v.eventId.length + 3 * v.tenantId.length + 3 * v.stage.length + 3 * v.month.length + (v.channel === null ? 0 : 3 * v.channel.length);
}

function readLeadStageStay(r: AvroReader): LeadStageStay {
  return {
    type: "LeadStageStay",
    stayId: r.string("stayId"),
    tenantId: r.string("tenantId"),
    leadId: r.string("leadId"),
    stage: r.string("stage"),
    visit: r.int("visit"),
    previousStage: r.isNull("previousStage") ? null : r.string("previousStage"),
    nextStage: r.isNull("nextStage") ? null : r.string("nextStage"),
    enteredAt: r.instant("enteredAt"),
    exitedAt: r.isNull("exitedAt") ? null : r.instant("exitedAt"),
    durationMs: r.isNull("durationMs") ? null : r.long("durationMs"),
    reason: r.isNull("reason") ? null : r.string("reason"),
    channel: r.isNull("channel") ? null : r.string("channel"),
    campaignId: r.isNull("campaignId") ? null : r.string("campaignId"),
    ownerId: r.isNull("ownerId") ? null : r.string("ownerId"),
    revision: r.long("revision"),
  };
}

function writeLeadStageStay(w: AvroWriter, v: LeadStageStay): void {
  w.string(v.stayId);
  w.string(v.tenantId);
  w.string(v.leadId);
  w.string(v.stage);
  w.int(v.visit);
  if (v.previousStage === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.previousStage);
  }
  if (v.nextStage === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.nextStage);
  }
  w.instant(v.enteredAt);
  if (v.exitedAt === null) w.isNull();
  else {
    w.isPresent();
    w.instant(v.exitedAt);
  }
  if (v.durationMs === null) w.isNull();
  else {
    w.isPresent();
    w.long(v.durationMs);
  }
  if (v.reason === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.reason);
  }
  if (v.channel === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.channel);
  }
  if (v.campaignId === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.campaignId);
  }
  if (v.ownerId === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.ownerId);
  }
  w.long(v.revision);
}

function boundLeadStageStay(v: LeadStageStay): number {
  return 103 + 3 * v.stayId.length + 3 * v.tenantId.length + 3 * v.leadId.length + 3 * v.stage.length + (v.previousStage === null ? 0 : 3 * v.previousStage.length) + (v.nextStage === null ? 0 : 3 * v.nextStage.length) + (v.reason === null ? 0 : 3 * v.reason.length) + (v.channel === null ? 0 : 3 * v.channel.length) + (v.campaignId === null ? 0 : 3 * v.campaignId.length) + (v.ownerId === null ? 0 : 3 * v.ownerId.length);
}

function readSlaBreachEvent(r: AvroReader): SlaBreachEvent {
  return {
    type: "SlaBreachEvent",
    eventId: r.string("eventId"),
    clockId: r.string("clockId"),
    kind: r.symbol(SLA_EVENT_KINDS, "kind"),
    slaId: r.string("slaId"),
    severity: r.string("severity"),
    tenantId: r.string("tenantId"),
    leadId: r.string("leadId"),
    stage: r.string("stage"),
    startedAt: r.instant("startedAt"),
    dueAt: r.instant("dueAt"),
    endedAt: r.isNull("endedAt") ? null : r.instant("endedAt"),
    overdueMs: r.isNull("overdueMs") ? null : r.long("overdueMs"),
    channel: r.isNull("channel") ? null : r.string("channel"),
    campaignId: r.isNull("campaignId") ? null : r.string("campaignId"),
    ownerId: r.isNull("ownerId") ? null : r.string("ownerId"),
    detectedAt: r.instant("detectedAt"),
    live: r.boolean("live"),
  };
}

function writeSlaBreachEvent(w: AvroWriter, v: SlaBreachEvent): void {
  w.string(v.eventId);
  w.string(v.clockId);
  w.int(SLA_EVENT_KIND_INDEX[v.kind]);
  w.string(v.slaId);
  w.string(v.severity);
  w.string(v.tenantId);
  w.string(v.leadId);
  w.string(v.stage);
  w.instant(v.startedAt);
  w.instant(v.dueAt);
  if (v.endedAt === null) w.isNull();
  else {
    w.isPresent();
    w.instant(v.endedAt);
  }
  if (v.overdueMs === null) w.isNull();
  else {
    w.isPresent();
    w.long(v.overdueMs);
  }
  if (v.channel === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.channel);
  }
  if (v.campaignId === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.campaignId);
  }
  if (v.ownerId === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.ownerId);
  }
  w.instant(v.detectedAt);
  w.boolean(v.live);
}

function boundSlaBreachEvent(v: SlaBreachEvent): number {
  return 111 + 3 * v.eventId.length + 3 * v.clockId.length + 3 * v.slaId.length + 3 * v.severity.length + 3 * v.tenantId.length + 3 * v.leadId.length + 3 * v.stage.length + (v.channel === null ? 0 : 3 * v.channel.length) + (v.campaignId === null ? 0 : 3 * v.campaignId.length) + (v.ownerId === null ? 0 : 3 * v.ownerId.length);
}

function readFunnelMetric(r: AvroReader): FunnelMetric {
  return {
    type: "FunnelMetric",
    metricId: r.string("metricId"),
    tenantId: r.string("tenantId"),
    metric: r.string("metric"),
    subject: r.isNull("subject") ? null : r.string("subject"),
    channel: r.isNull("channel") ? null : r.string("channel"),
    campaignId: r.isNull("campaignId") ? null : r.string("campaignId"),
    ownerId: r.isNull("ownerId") ? null : r.string("ownerId"),
    grain: r.symbol(GRAINS, "grain"),
    periodStart: r.day("periodStart"),
    periodEnd: r.day("periodEnd"),
    unit: r.string("unit"),
    value: r.isNull("value") ? null : r.double("value"),
    numerator: r.isNull("numerator") ? null : r.long("numerator"),
    denominator: r.isNull("denominator") ? null : r.long("denominator"),
    sampleCount: r.isNull("sampleCount") ? null : r.long("sampleCount"),
    sampleSum: r.isNull("sampleSum") ? null : r.double("sampleSum"),
    sampleMin: r.isNull("sampleMin") ? null : r.double("sampleMin"),
    sampleP50: r.isNull("sampleP50") ? null : r.double("sampleP50"),
    sampleP75: r.isNull("sampleP75") ? null : r.double("sampleP75"),
    sampleP90: r.isNull("sampleP90") ? null : r.double("sampleP90"),
    sampleP95: r.isNull("sampleP95") ? null : r.double("sampleP95"),
    sampleMax: r.isNull("sampleMax") ? null : r.double("sampleMax"),
    status: r.symbol(METRIC_STATUSS, "status"),
    revision: r.long("revision"),
    asOf: r.instant("asOf"),
  };
}

function writeFunnelMetric(w: AvroWriter, v: FunnelMetric): void {
  w.string(v.metricId);
  w.string(v.tenantId);
  w.string(v.metric);
  if (v.subject === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.subject);
  }
  if (v.channel === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.channel);
  }
  if (v.campaignId === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.campaignId);
  }
  if (v.ownerId === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.ownerId);
  }
  w.int(GRAIN_INDEX[v.grain]);
  w.day(v.periodStart);
  w.day(v.periodEnd);
  w.string(v.unit);
  if (v.value === null) w.isNull();
  else {
    w.isPresent();
    w.double(v.value);
  }
  if (v.numerator === null) w.isNull();
  else {
    w.isPresent();
    w.long(v.numerator);
  }
  if (v.denominator === null) w.isNull();
  else {
    w.isPresent();
    w.long(v.denominator);
  }
  if (v.sampleCount === null) w.isNull();
  else {
    w.isPresent();
    w.long(v.sampleCount);
  }
  if (v.sampleSum === null) w.isNull();
  else {
    w.isPresent();
    w.double(v.sampleSum);
  }
  if (v.sampleMin === null) w.isNull();
  else {
    w.isPresent();
    w.double(v.sampleMin);
  }
  if (v.sampleP50 === null) w.isNull();
  else {
    w.isPresent();
    w.double(v.sampleP50);
  }
  if (v.sampleP75 === null) w.isNull();
  else {
    w.isPresent();
    w.double(v.sampleP75);
  }
  if (v.sampleP90 === null) w.isNull();
  else {
    w.isPresent();
    w.double(v.sampleP90);
  }
  if (v.sampleP95 === null) w.isNull();
  else {
    w.isPresent();
    w.double(v.sampleP95);
  }
  if (v.sampleMax === null) w.isNull();
  else {
    w.isPresent();
    w.double(v.sampleMax);
  }
  w.int(METRIC_STATUS_INDEX[v.status]);
  w.long(v.revision);
  w.instant(v.asOf);
}

function boundFunnelMetric(v: FunnelMetric): number {
  return 189 + 3 * v.metricId.length + 3 * v.tenantId.length + 3 * v.metric.length + (v.subject === null ? 0 : 3 * v.subject.length) + (v.channel === null ? 0 : 3 * v.channel.length) + (v.campaignId === null ? 0 : 3 * v.campaignId.length) + (v.ownerId === null ? 0 : 3 * v.ownerId.length) + 3 * v.unit.length;
}

function readLeadErased(r: AvroReader): LeadErased {
  return {
    type: "LeadErased",
    eventId: r.string("eventId"),
    tenantId: r.string("tenantId"),
    leadId: r.string("leadId"),
    occurredAt: r.instant("occurredAt"),
  };
}

function writeLeadErased(w: AvroWriter, v: LeadErased): void {
  w.string(v.eventId);
  w.string(v.tenantId);
  w.string(v.leadId);
  w.instant(v.occurredAt);
}

function boundLeadErased(v: LeadErased): number {
  return 25 + 3 * v.eventId.length + 3 * v.tenantId.length + 3 * v.leadId.length;
}

function readFunnelDelta(r: AvroReader): FunnelDelta {
  return {
    type: "FunnelDelta",
    tenantId: r.string("tenantId"),
    names: r.array((r) => r.string("names"), "names"),
    stages: r.array((r) => r.long("stages"), "stages"),
    slas: r.array((r) => r.long("slas"), "slas"),
    samples: r.array((r) => r.long("samples"), "samples"),
  };
}

function writeFunnelDelta(w: AvroWriter, v: FunnelDelta): void {
  w.string(v.tenantId);
  w.array(v.names, (w, v) => {
    w.string(v);
  });
  w.array(v.stages, (w, v) => {
    w.long(v);
  });
  w.array(v.slas, (w, v) => {
    w.long(v);
  });
  w.array(v.samples, (w, v) => {
    w.long(v);
  });
}

function boundFunnelDelta(v: FunnelDelta): number {
  return 5 + 3 * v.tenantId.length + arrayBound(v.names, (v) => 5 + 3 * v.length) + 6 + 10 * v.stages.length + 6 + 10 * v.slas.length + 6 + 10 * v.samples.length;
}

function readTaskClock(r: AvroReader): TaskClock {
  return {
    type: "TaskClock",
    task: r.int("task"),
    clock: r.instant("clock"),
  };
}

function writeTaskClock(w: AvroWriter, v: TaskClock): void {
  w.int(v.task);
  w.instant(v.clock);
}

function boundTaskClock(_v: TaskClock): number {
  return 15;
}

function readLeadRemains(r: AvroReader): LeadRemains {
  return {
    type: "LeadRemains",
    tenantId: r.string("tenantId"),
    history: r.isNull("history") ? null : r.bytes("history"),
    keyHash: r.isNull("keyHash") ? null : r.string("keyHash"),
  };
}

function writeLeadRemains(w: AvroWriter, v: LeadRemains): void {
  w.string(v.tenantId);
  if (v.history === null) w.isNull();
  else {
    w.isPresent();
    w.bytes(v.history);
  }
  if (v.keyHash === null) w.isNull();
  else {
    w.isPresent();
    w.string(v.keyHash);
  }
}

function boundLeadRemains(v: LeadRemains): number {
  return 17 + 3 * v.tenantId.length + (v.history === null ? 0 : v.history.length) + (v.keyHash === null ? 0 : 3 * v.keyHash.length);
}

/** The reader of each record. */
export const READERS: Readonly<Record<RecordName, (r: AvroReader) => AvroRecord>> = {
  LeadStageChanged: readLeadStageChanged,
  LeadActivityRecorded: readLeadActivityRecorded,
  SpendRecorded: readSpendRecorded,
  TargetSet: readTargetSet,
  LeadStageStay: readLeadStageStay,
  SlaBreachEvent: readSlaBreachEvent,
  FunnelMetric: readFunnelMetric,
  LeadErased: readLeadErased,
  FunnelDelta: readFunnelDelta,
  TaskClock: readTaskClock,
  LeadRemains: readLeadRemains,
};

/** Writes the body of `record`. The writer must have room for `recordBound(record)` bytes. */
export function writeRecord(w: AvroWriter, record: AvroRecord): void {
  switch (record.type) {
    case "LeadStageChanged":
      writeLeadStageChanged(w, record);
      break;
    case "LeadActivityRecorded":
      writeLeadActivityRecorded(w, record);
      break;
    case "SpendRecorded":
      writeSpendRecorded(w, record);
      break;
    case "TargetSet":
      writeTargetSet(w, record);
      break;
    case "LeadStageStay":
      writeLeadStageStay(w, record);
      break;
    case "SlaBreachEvent":
      writeSlaBreachEvent(w, record);
      break;
    case "FunnelMetric":
      writeFunnelMetric(w, record);
      break;
    case "LeadErased":
      writeLeadErased(w, record);
      break;
    case "FunnelDelta":
      writeFunnelDelta(w, record);
      break;
    case "TaskClock":
      writeTaskClock(w, record);
      break;
    case "LeadRemains":
      writeLeadRemains(w, record);
      break;
  }
}

/** At least as many bytes as the body of `record` takes. */
export function recordBound(record: AvroRecord): number {
  switch (record.type) {
    case "LeadStageChanged":
      return boundLeadStageChanged(record);
    case "LeadActivityRecorded":
      return boundLeadActivityRecorded(record);
    case "SpendRecorded":
      return boundSpendRecorded(record);
    case "TargetSet":
      return boundTargetSet(record);
    case "LeadStageStay":
      return boundLeadStageStay(record);
    case "SlaBreachEvent":
      return boundSlaBreachEvent(record);
    case "FunnelMetric":
      return boundFunnelMetric(record);
    case "LeadErased":
      return boundLeadErased(record);
    case "FunnelDelta":
      return boundFunnelDelta(record);
    case "TaskClock":
      return boundTaskClock(record);
    case "LeadRemains":
      return boundLeadRemains(record);
  }
}
