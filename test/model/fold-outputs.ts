/**
 * What a replay published, folded to the newest value per key: SEMANTICS 1, 8 and 9.
 *
 * On the way it checks what the records of one key must hold, whatever the newest of them says.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { metricRule, type SeriesRule, slaRule, stayRule } from "./key-series.ts";
import { type Lines, linesOf, type OutputRow, parseRow, textOf } from "./output-row.ts";

/** What is left of the four topics. */
export interface FoldedOutputs {
  /** By stayId; withdrawn ones are not there. */
  readonly stays: ReadonlyMap<string, OutputRow>;
  /** By clockId: the newest event, `CLEARED` and `RETRACTED` too. */
  readonly breaches: ReadonlyMap<string, OutputRow>;
  /** The newest record of each metricId; parsed anew whenever it is gone through, since there may be millions. */
  readonly metrics: Iterable<OutputRow>;
  readonly deadLetters: readonly OutputRow[];
  /** `summary.json`, where there is one. */
  readonly summary: OutputRow | null;
  /** What sections 5, 6 and 8 forbid in the order of publication; empty where all is well. */
  readonly violations: readonly string[];
}

/** The newest record of each key, parsed when it is asked for. */
type NewestRows = Iterable<readonly [string, OutputRow]>;

/** What was published, topic by topic, in the order of publication along every key. */
export interface PublishedLines {
  readonly stays: Lines;
  readonly breaches: Lines;
  readonly metrics: Lines;
  readonly deadLetters: Lines;
}

/** Reads a replay's folder. Throws where a file is missing or a line is no record of its kind. */
export function foldOutputs(dir: string): FoldedOutputs {
  const summary = join(dir, "summary.json");
  const published = {
    stays: linesOf(join(dir, "lead-stays.ndjson")),
    breaches: linesOf(join(dir, "sla-breaches.ndjson")),
    metrics: linesOf(join(dir, "funnel-metrics.ndjson")),
    deadLetters: linesOf(join(dir, "dead-letters.ndjson")),
  };
  return foldLines(published, existsSync(summary) ? parseRow(readFileSync(summary, "utf8")) : null);
}

/** Folds what was published. Throws where a line is no record of its kind. */
export function foldLines(published: PublishedLines, summary: OutputRow | null): FoldedOutputs {
  const violations: string[] = [];
  const stays = fold(published.stays, "stayId", stayRule, violations);
  const breaches = fold(published.breaches, "clockId", slaRule, violations);
  const metrics = fold(published.metrics, "metricId", metricRule, violations);
  const { deadLetters } = published;
  return {
    stays: new Map([...stays].filter(([, row]) => row.withdrawn !== true)),
    breaches: new Map(breaches),
    metrics: {
      *[Symbol.iterator]() {
        for (const [, row] of metrics) yield row;
      },
    },
    deadLetters: Array.from({ length: deadLetters.count }, (_, index) => deadLetters.rowAt(index)),
    summary,
    violations,
  };
}

function fold<S>(lines: Lines, keyField: string, rule: SeriesRule<S>, violations: string[]): NewestRows {
  const newest = new Map<string, number>();
  const states = new Map<string, S>();
  for (let index = 0; index < lines.count; index += 1) {
    const row = lines.rowAt(index);
    const key = textOf(row, keyField);
    const { state, flaws } = rule(states.get(key), row);
    for (const flaw of flaws) violations.push(`${textOf(row, "type")} ${key}: ${flaw}`);
    states.set(key, state);
    newest.set(key, index);
  }
  return {
    *[Symbol.iterator]() {
      for (const [key, index] of newest) yield [key, lines.rowAt(index)] as const;
    },
  };
}
