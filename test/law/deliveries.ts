/**
 * What may happen to an input on its way, without changing what it says: SEMANTICS 1.
 *
 * Which of two conflicting duplicates came first is a fact of the log (SEMANTICS 8), so lines with
 * the same id keep their order; all others go anywhere, and any may come again.
 */
import { seededRandom } from "@stagefold/testkit";
import fc from "fast-check";
import { readLines } from "./stagefold.ts";

/** How a history is delivered. */
export interface Delivery {
  /** Of the order. */
  readonly seed: number;
  /** Lines that come again, by their index, round again. */
  readonly again: readonly number[];
}

/** Any order, any lines again. */
export const deliveries: fc.Arbitrary<Delivery> = fc.record({
  seed: fc.nat(),
  again: fc.array(fc.nat({ max: 1_000 }), { maxLength: 8 }),
});

/** The lines as delivered. */
export function delivered(lines: readonly string[], { seed, again }: Delivery): readonly string[] {
  if (lines.length === 0) return lines;
  const all = [...lines, ...again.map((index) => lines[index % lines.length] as string)];
  const random = seededRandom(seed);
  const shuffled = all
    .map((line) => ({ line, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ line }) => line);
  const queues = new Map<string, string[]>();
  for (const line of all) {
    const id = identityOf(line);
    const queue = queues.get(id);
    if (queue === undefined) queues.set(id, [line]);
    else queue.push(line);
  }
  return shuffled.map((line) => queues.get(identityOf(line))?.shift() as string);
}

function identityOf(line: string): string {
  const record = readLines([line])[0]?.record ?? null;
  if (record === null) return line;
  const { tenantId, eventId } = record;
  return JSON.stringify("leadId" in record ? [tenantId, record.leadId, eventId] : [record.type, tenantId, eventId]);
}
