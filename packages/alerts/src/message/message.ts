/** What is sent to a target, and of which clocks it tells. */
import type { SlaNews, Standing } from "../news/sla-news.ts";

/** A clock of which a target is to be told something: `waiting` is what. */
export interface Untold {
  readonly clockId: string;
  readonly standing: Standing;
  readonly waiting: SlaNews;
  /** Since when it waits. */
  readonly since: number;
}

/** One request. */
export interface Message {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What it tells. */
  readonly tells: readonly Untold[];
}

/** How many of a group are told in full. */
export const SHOWN = 10;

/** By kind, how many; kinds in the order in which they matter. Pure. */
export function countsOf(news: readonly SlaNews[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of ORDER) {
    const count = news.filter((event) => event.kind === kind).length;
    if (count > 0) counts[kind] = count;
  }
  return counts;
}

/** What matters first: breaches before the rest, and the oldest due of each kind first. Pure. */
export function byWeight(one: SlaNews, other: SlaNews): number {
  return (
    ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind) ||
    one.dueAt - other.dueAt ||
    (one.clockId < other.clockId ? -1 : 1)
  );
}

const ORDER: readonly SlaNews["kind"][] = ["BREACHED", "AT_RISK", "RESOLVED", "RETRACTED", "CLEARED"];
