/**
 * What became of the records of an import, counted; with the first few of what is refused.
 *
 * It stays small whatever is read: reasons beyond the first hundred of a kind are counted as one.
 */
import type { Outcome } from "@stagefold/intake";
import type { MappedEvent, MappingProblem } from "@stagefold/sources";

/** Where a record stood. */
export interface Origin {
  readonly file: string;
  readonly line: number | null;
  readonly index: number;
}

/** Why something was not taken. */
export interface Refused extends Origin {
  /** UNREADABLE, MAPPING, or the reason of a dead letter. */
  readonly reason: string;
  readonly field: string | null;
  readonly detail: string;
}

export interface ReasonCount {
  readonly reason: string;
  readonly count: number;
}

export interface RefusedCount extends ReasonCount {
  readonly field: string | null;
  /** The first ones. */
  readonly examples: readonly Refused[];
}

export interface Tally {
  /** Of records that were read, not counting those that an earlier run had. */
  readonly records: number;
  readonly events: number;
  /** By type. */
  readonly published: Readonly<Record<string, number>>;
  readonly duplicates: number;
  readonly notDue: readonly ReasonCount[];
  readonly skipped: readonly ReasonCount[];
  readonly refused: readonly RefusedCount[];
}

const EXAMPLES = 5;
const MOST_REASONS = 100;
const OTHERS = "other reasons";

/** A tally that grows. */
export class Counting {
  #records = 0;
  #events = 0;
  #refused = 0;
  readonly #published = new Map<string, number>();
  #duplicates = 0;
  readonly #notDue = new Map<string, number>();
  readonly #skipped = new Map<string, number>();
  readonly #refusedBy = new Map<string, { count: number; first: Refused; examples: Refused[] }>();

  get events(): number {
    return this.#events;
  }

  /** Records and events that were refused. */
  get refused(): number {
    return this.#refused;
  }

  record(): void {
    this.#records++;
  }

  /** A record that gives no event. */
  skip(reason: string): void {
    count(this.#skipped, reason);
  }

  refuse(refused: Refused): void {
    this.#refused++;
    let key = `${refused.reason} ${refused.field ?? ""}`;
    if (!this.#refusedBy.has(key) && this.#refusedBy.size >= MOST_REASONS) key = OTHERS;
    const of = this.#refusedBy.get(key);
    if (of === undefined) this.#refusedBy.set(key, { count: 1, first: refused, examples: [refused] });
    else {
      of.count++;
      if (of.examples.length < EXAMPLES) of.examples.push(refused);
    }
  }

  /** What intake made of an event. */
  outcome(event: MappedEvent, outcome: Outcome, origin: Origin): Refused | null {
    this.#events++;
    switch (outcome.status) {
      case "accepted":
        count(this.#published, event.record.type);
        return null;
      case "duplicate":
        this.#duplicates++;
        return null;
      case "not-due":
        count(this.#notDue, event.kind === "rule" ? `rule ${event.ruleId}` : "spend that is known and the same");
        return null;
      case "refused": {
        const { reason, detail } = outcome;
        const refused = { ...origin, reason, field: null, detail };
        this.refuse(refused);
        return refused;
      }
    }
  }

  /** So far. */
  tally(): Tally {
    return {
      records: this.#records,
      events: this.#events,
      published: Object.fromEntries([...this.#published].sort(([a], [b]) => (a < b ? -1 : 1))),
      duplicates: this.#duplicates,
      notDue: reasons(this.#notDue),
      skipped: reasons(this.#skipped),
      refused: [...this.#refusedBy]
        .map(([key, { count, first, examples }]) => ({
          reason: key === OTHERS ? OTHERS : first.reason,
          field: key === OTHERS ? null : first.field,
          count,
          examples,
        }))
        .sort((a, b) => b.count - a.count),
    };
  }
}

/** The refusal of a record for its problems, of which there is one at least: it stands under the first one's field. Pure. */
export function refusedBecause(problems: readonly MappingProblem[], origin: Origin): Refused {
  const detail = problems.map((problem) => problem.detail).join("; ");
  return { ...origin, reason: "MAPPING", field: problems[0]?.field ?? null, detail };
}

function count(counts: Map<string, number>, reason: string): void {
  const key = counts.has(reason) || counts.size < MOST_REASONS ? reason : OTHERS;
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function reasons(counts: ReadonlyMap<string, number>): readonly ReasonCount[] {
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
