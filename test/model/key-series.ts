/**
 * What the records of one key must hold in the order of publication: SEMANTICS 5, 6 and 8.
 *
 * Each rule is a step from what is known of the key so far to what is known after one more record,
 * with the flaws that the record shows.
 */
import type { Long } from "@stagefold/domain";
import { instantOf, longOf, type OutputRow, textOf } from "./output-row.ts";

/** What is known of a key, and what was wrong with its newest record. */
export interface Step<S> {
  readonly state: S;
  readonly flaws: readonly string[];
}

/** A rule for the records of one key; `state` is undefined before the first. */
export type SeriesRule<S> = (state: S | undefined, row: OutputRow) => Step<S>;

/** Revisions of a stay grow, also across a withdrawal. */
export const stayRule: SeriesRule<{ readonly revision: Long | null }> = (state, row) => {
  const before = state?.revision ?? null;
  if (row.withdrawn === true) {
    return { state: { revision: before }, flaws: state === undefined ? ["withdrawn before it was published"] : [] };
  }
  const revision = longOf(row, "revision");
  const grows = before === null || revision > before;
  return { state: { revision }, flaws: grows ? [] : [`revision ${revision} after ${before}`] };
};

/** Along a metricId: revisions grow, FINAL at most once, never PROVISIONAL once closed, always the same place. */
export const metricRule: SeriesRule<{
  readonly revision: Long;
  readonly wasFinal: boolean;
  readonly wasClosed: boolean;
  readonly place: string;
}> = (state, row) => {
  const revision = longOf(row, "revision");
  const status = textOf(row, "status");
  const place = placeOf(row);
  const flaws = [
    ...(state !== undefined && revision <= state.revision ? [`revision ${revision} after ${state.revision}`] : []),
    ...(state?.wasFinal === true && status === "FINAL" ? ["FINAL twice"] : []),
    ...(state?.wasClosed === true && status === "PROVISIONAL" ? ["PROVISIONAL after it was closed"] : []),
    ...(state !== undefined && state.place !== place ? [`is of ${state.place} and of ${place}`] : []),
    ...(["PROVISIONAL", "FINAL", "RESTATED"].includes(status) ? [] : [`status ${status}`]),
  ];
  const wasFinal = state?.wasFinal === true || status === "FINAL";
  const wasClosed = state?.wasClosed === true || status !== "PROVISIONAL";
  return { state: { revision, wasFinal, wasClosed, place }, flaws };
};

/** The place of a published metric, as one string: what a metricId stands for. */
export function placeOf(row: OutputRow): string {
  const fields = ["tenantId", "metric", "subject", "channel", "campaignId", "ownerId", "grain", "periodStart"];
  return JSON.stringify(fields.map((field) => row[field] ?? null));
}

/** The kinds that may come right before each kind; `null` is the beginning. */
const MAY_FOLLOW: Readonly<Record<string, readonly (string | null)[]>> = {
  AT_RISK: [null, "AT_RISK", "CLEARED", "RETRACTED"],
  CLEARED: ["AT_RISK"],
  BREACHED: [null, "AT_RISK", "CLEARED", "BREACHED", "RETRACTED"],
  RESOLVED: ["BREACHED", "RESOLVED"],
  RETRACTED: ["AT_RISK", "CLEARED", "BREACHED", "RESOLVED"],
};

const SLA_FIELDS = [
  ...["kind", "slaId", "severity", "tenantId", "leadId", "stage", "startedAt", "dueAt", "endedAt", "overdueMs"],
  ...["channel", "campaignId", "ownerId"],
];

/** Events of a clock change something, come in an order that makes sense, and are not live in a replay. */
export const slaRule: SeriesRule<{
  readonly kind: string;
  readonly content: string;
  /** The `dueAt` that has passed; another configuration may give the clock a later one. */
  readonly breachedAt: number | null;
}> = (state, row) => {
  const kind = textOf(row, "kind");
  const content = JSON.stringify(SLA_FIELDS.map((field) => row[field] ?? null));
  const endedAt = instantOf(row, "endedAt");
  const dueAt = instantOf(row, "dueAt");
  const overdueMs = row.overdueMs ?? null;
  const flaws = [
    ...(MAY_FOLLOW[kind]?.includes(state?.kind ?? null) === true ? [] : [`${kind} after ${state?.kind ?? "nothing"}`]),
    ...(state?.content === content ? [`${kind} twice with the same fields`] : []),
    ...(kind === "AT_RISK" && dueAt !== null && state?.breachedAt === dueAt
      ? ["AT_RISK though it was due already"]
      : []),
    ...(kind === "RESOLVED" && (endedAt === null || dueAt === null || overdueMs !== endedAt - dueAt)
      ? ["RESOLVED with endedAt or overdueMs wrong"]
      : []),
    ...(kind !== "RESOLVED" && (endedAt !== null || overdueMs !== null) ? [`${kind} with endedAt or overdueMs`] : []),
    ...((row.live ?? false) === false ? [] : ["live in a replay"]),
  ];
  return { state: { kind, content, breachedAt: kind === "BREACHED" ? dueAt : (state?.breachedAt ?? null) }, flaws };
};
