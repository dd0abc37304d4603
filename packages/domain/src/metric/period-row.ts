/**
 * What is counted of one segment in one period: a row of counts and sketches, see row-layout.
 *
 * A row is changed in place by contributions with weights, so that what was added can be taken
 * back; what it publishes is the difference of two states of it.
 */
import type { Sketch } from "../sketch/sketch.ts";
import { addSample, addSketch, emptySketch, sketchDifference } from "../sketch/sketch.ts";

export interface PeriodRow {
  readonly counts: number[];
  /** undefined: nothing was ever in it. */
  readonly sketches: (Sketch | undefined)[];
}

/** A row of nothing. */
export function emptyRow(countSize: number, sketchSize: number): PeriodRow {
  return { counts: new Array<number>(countSize).fill(0), sketches: new Array<Sketch | undefined>(sketchSize) };
}

/** Puts a sample into one of the row's sketches, or takes it back. */
export function addRowSample(row: PeriodRow, index: number, value: number, weight: number): void {
  let sketch = row.sketches[index];
  if (sketch === undefined) {
    sketch = emptySketch();
    row.sketches[index] = sketch;
  }
  addSample(sketch, value, weight);
}

/** A row of the same numbers, that changes by itself. */
export function copyRow(row: PeriodRow): PeriodRow {
  return { counts: row.counts.slice(), sketches: row.sketches.map(copySketch) };
}

function copySketch(sketch: Sketch | undefined): Sketch | undefined {
  if (sketch === undefined) return undefined;
  return { ...sketch, buckets: sketch.buckets.slice(), weights: sketch.weights.slice() };
}

/** What a row counts more than it did, and less; null: neither. `before` null: there was no row. Pure. */
export function rowDifference(after: PeriodRow, before: PeriodRow | null): PeriodRow | null {
  let differs = false;
  const counts = after.counts.map((count, i) => {
    const difference = count - (before?.counts[i] ?? 0);
    if (difference !== 0) differs = true;
    return difference;
  });
  const sketches = after.sketches.map((sketch, i) => {
    const was = before?.sketches[i];
    if (sketch === undefined || sameSketch(sketch, was)) return undefined;
    differs = true;
    return was === undefined ? sketch : sketchDifference(sketch, was);
  });
  return differs ? { counts, sketches } : null;
}

/** Adds all that `other` counts; `other` stays as it is. */
export function addRow(row: PeriodRow, other: PeriodRow): void {
  for (let i = 0; i < row.counts.length; i++) row.counts[i] = (row.counts[i] as number) + (other.counts[i] as number);
  for (let i = 0; i < other.sketches.length; i++) {
    const added = other.sketches[i];
    if (added === undefined) continue;
    let sketch = row.sketches[i];
    if (sketch === undefined) {
      sketch = emptySketch();
      row.sketches[i] = sketch;
    }
    addSketch(sketch, added);
  }
}

/** Whether two sketches hold the same samples. Pure. */
export function sameSketch(a: Sketch | undefined, b: Sketch | undefined): boolean {
  if (a === b) return true;
  if (a === undefined) return b?.buckets.length === 0;
  if (b === undefined) return a.buckets.length === 0;
  if (a.count !== b.count || a.sum !== b.sum || a.sumRest !== b.sumRest) return false;
  if (a.buckets.length !== b.buckets.length) return false;
  for (let i = 0; i < a.buckets.length; i++) {
    if (a.buckets[i] !== b.buckets[i] || a.weights[i] !== b.weights[i]) return false;
  }
  return true;
}
