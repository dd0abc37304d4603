/**
 * What is counted of one segment in one period: a row of counts and sketches, see row-layout.
 *
 * A row is changed in place by contributions with weights, so that what was added can be taken
 * back; what it publishes is the difference of two states of it.
 */
import type { Sketch } from "../sketch/sketch.ts";
import { addSample, emptySketch } from "../sketch/sketch.ts";

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
