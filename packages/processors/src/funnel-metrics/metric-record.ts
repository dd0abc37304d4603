/** A told value as the record on funnel-metrics: SEMANTICS 6 and 7. */
import type { FunnelMetric, Sketch, Told } from "@stagefold/domain";
import { formatDay, quantiles, sketchMax, sketchMin } from "@stagefold/domain";

const PERCENTILES = [0.5, 0.75, 0.9, 0.95];

/** The record; `metricId` is a function of (tenantId, metric, subject, segment, grain, periodStart) alone. */
export function metricRecord(told: Told, tenantId: string, revision: number, asOf: number): FunnelMetric {
  const { slot, value, segment, grain, start, end, status } = told;
  const { channel, campaignId, ownerId } = segment.values;
  const sketch = value.sketch;
  const [p50, p75, p90, p95] = sketch === null ? NO_PERCENTILES : quantiles(sketch, PERCENTILES);
  return {
    type: "FunnelMetric",
    metricId: metricId(told, tenantId),
    tenantId,
    metric: slot.metric,
    subject: slot.subject,
    channel,
    campaignId,
    ownerId,
    grain,
    periodStart: start,
    periodEnd: end,
    unit: slot.unit,
    value: value.value,
    numerator: value.n,
    denominator: value.d,
    sampleCount: sketch?.count ?? null,
    sampleSum: sketch?.sum ?? null,
    sampleMin: of(sketch, sketchMin),
    sampleP50: p50 ?? null,
    sampleP75: p75 ?? null,
    sampleP90: p90 ?? null,
    sampleP95: p95 ?? null,
    sampleMax: of(sketch, sketchMax),
    status,
    revision,
    asOf,
  };
}

const NO_PERCENTILES: readonly null[] = [null, null, null, null];

function of(sketch: Sketch | null, what: (sketch: Sketch) => number | null): number | null {
  return sketch === null ? null : what(sketch);
}

function metricId({ slot, segment, grain, start }: Told, tenantId: string): string {
  const { channel, campaignId, ownerId } = segment.values;
  let id = `${tenantId}|${slot.metric}|${slot.subject ?? ""}`;
  if (channel !== null) id += `|channel=${escaped(channel)}`;
  if (campaignId !== null) id += `|campaignId=${escaped(campaignId)}`;
  if (ownerId !== null) id += `|ownerId=${escaped(ownerId)}`;
  return `${id}|${grain}|${formatDay(start)}`;
}

/** Values may hold the separator; two segments must not share an id. */
function escaped(value: string): string {
  return value.includes("|") || value.includes("%") ? value.replaceAll("%", "%25").replaceAll("|", "%7C") : value;
}
