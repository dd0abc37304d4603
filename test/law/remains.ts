/** What a change of the configuration leaves behind. */
import type { FoldedOutputs } from "../model/fold-outputs.ts";
import type { Model } from "../model/model.ts";
import type { OutputRow } from "../model/output-row.ts";

/**
 * What was published, without what a former configuration leaves where the present one has nothing to say: what was
 * emptied, dead letters, and, where a period may have closed under it that is open now, its status.
 */
export function withoutRemains(folded: FoldedOutputs, model: Model, mayHaveClosed: boolean): FoldedOutputs {
  const made = new Map<string, string>();
  for (const {
    tenantId,
    metric,
    subject,
    channel,
    campaignId,
    ownerId,
    grain,
    periodStart,
    status,
  } of model.metrics.values())
    made.set(JSON.stringify([tenantId, metric, subject, channel, campaignId, ownerId, grain, periodStart]), status);
  const metrics = [...folded.metrics].flatMap((row): OutputRow[] => {
    const place = ["tenantId", "metric", "subject", "channel", "campaignId", "ownerId", "grain"].map(
      (field) => row[field] ?? null,
    );
    const status = made.get(JSON.stringify([...place, Date.parse(String(row.periodStart)) / 86_400_000]));
    if (status === undefined) return isEmptied(row) ? [] : [row];
    // A period that had closed under the former configuration is not PROVISIONAL again.
    return [mayHaveClosed && status === "PROVISIONAL" ? { ...row, status } : row];
  });
  // What was refused then has its dead letter, though it is accepted now.
  return { ...folded, metrics, deadLetters: [] };
}

function isEmptied({ numerator, denominator, value, sampleCount }: OutputRow): boolean {
  return (numerator ?? 0) === 0 && (denominator ?? 0) === 0 && (value ?? 0) === 0 && (sampleCount ?? null) === null;
}
