/**
 * What the outputs of a replay say in the end: the newest value per key, of what the report needs.
 *
 * `funnel-metrics.ndjson` holds every revision of every grain and segment, hundreds of megabytes of
 * it: lines are read one at a time, and those of other grains and metrics are not even decoded.
 */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { FunnelMetric, MetricName, SlaBreachEvent } from "@stagefold/domain";
import { dayNumber } from "./office-hours.ts";

export interface FoldedOutputs {
  /** Months and quarters of REPORT_METRICS: the newest per metricId. */
  readonly metrics: readonly FunnelMetric[];
  /** The newest per clockId. */
  readonly breaches: readonly SlaBreachEvent[];
  /** How many records were refused, by reason. */
  readonly deadLetters: ReadonlyMap<string, number>;
}

/** The metrics that the report is made of. */
const REPORT_METRICS = [
  "leads_reached",
  "leads_rejected",
  "acceptance_rate",
  "cohort_acceptance_rate",
  "target_attainment",
  "target_pace",
  "spend",
  "cost_per_lead",
  "lagged_cost_per_lead",
  "velocity",
  "time_in_stage",
  "sla_met",
  "sla_breached",
  "sla_cancelled",
  "sla_compliance",
  "sla_response_time",
  "sla_within_1h",
] as const satisfies readonly MetricName[];

const REPORT_GRAIN = /"grain":\s*"(?:MONTH|QUARTER)"/;
const REPORT_METRIC = new RegExp(`"metric":\\s*"(?:${REPORT_METRICS.join("|")})"`);

/**
 * Folds the outputs in `folder` (SEMANTICS 9). The files are what `replay` wrote: they are read, not
 * checked. Rejects when one of the three is missing or a line is not JSON.
 */
export async function foldOutputs(folder: string): Promise<FoldedOutputs> {
  const metrics = new Map<string, FunnelMetric>();
  for await (const line of linesOf(join(folder, "funnel-metrics.ndjson"))) {
    if (!REPORT_GRAIN.test(line) || !REPORT_METRIC.test(line)) continue;
    const metric = funnelMetric(JSON.parse(line));
    metrics.set(metric.metricId, metric);
  }
  const breaches = new Map<string, SlaBreachEvent>();
  for await (const line of linesOf(join(folder, "sla-breaches.ndjson"))) {
    const event = slaBreachEvent(JSON.parse(line));
    breaches.set(event.clockId, event);
  }
  const deadLetters = new Map<string, number>();
  for await (const line of linesOf(join(folder, "dead-letters.ndjson"))) {
    const { reason } = JSON.parse(line) as { readonly reason: string };
    deadLetters.set(reason, (deadLetters.get(reason) ?? 0) + 1);
  }
  return { metrics: [...metrics.values()], breaches: [...breaches.values()], deadLetters };
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const input = createReadStream(file, { encoding: "utf8", highWaterMark: 1 << 20 });
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== "") yield line;
  }
}

/** A record as it stands in NDJSON: a null field may be left out, a day or an instant is text. */
type Written<R, Text extends keyof R> = Omit<Partial<R>, Text> & { readonly [field in Text]?: string | null };

function funnelMetric(written: Written<FunnelMetric, "periodStart" | "periodEnd" | "asOf">): FunnelMetric {
  return {
    ...EMPTY_METRIC,
    ...written,
    periodStart: day(written.periodStart),
    periodEnd: day(written.periodEnd),
    asOf: instant(written.asOf) ?? 0,
  };
}

function slaBreachEvent(
  written: Written<SlaBreachEvent, "startedAt" | "dueAt" | "endedAt" | "detectedAt">,
): SlaBreachEvent {
  return {
    ...EMPTY_BREACH,
    ...written,
    startedAt: instant(written.startedAt) ?? 0,
    dueAt: instant(written.dueAt) ?? 0,
    endedAt: instant(written.endedAt),
    detectedAt: instant(written.detectedAt) ?? 0,
  };
}

function day(text: string | null | undefined): number {
  return dayNumber(Temporal.PlainDate.from(text ?? ""));
}

function instant(text: string | null | undefined): number | null {
  return text == null ? null : Temporal.Instant.from(text).epochMilliseconds;
}

const EMPTY_METRIC: FunnelMetric = {
  type: "FunnelMetric",
  metricId: "",
  tenantId: "",
  metric: "",
  subject: null,
  channel: null,
  campaignId: null,
  ownerId: null,
  grain: "UNKNOWN",
  periodStart: 0,
  periodEnd: 0,
  unit: "",
  value: null,
  numerator: null,
  denominator: null,
  sampleCount: null,
  sampleSum: null,
  sampleMin: null,
  sampleP50: null,
  sampleP75: null,
  sampleP90: null,
  sampleP95: null,
  sampleMax: null,
  status: "UNKNOWN",
  revision: 0,
  asOf: 0,
};

const EMPTY_BREACH: SlaBreachEvent = {
  type: "SlaBreachEvent",
  eventId: "",
  clockId: "",
  kind: "UNKNOWN",
  slaId: "",
  severity: "",
  tenantId: "",
  leadId: "",
  stage: "",
  startedAt: 0,
  dueAt: 0,
  endedAt: null,
  overdueMs: null,
  channel: null,
  campaignId: null,
  ownerId: null,
  detectedAt: 0,
  live: false,
};
