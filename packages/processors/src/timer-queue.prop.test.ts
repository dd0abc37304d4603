import { createSimulatedWorld } from "@stagefold/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TimerQueue } from "./timer-queue.ts";

const changes = fc.array(
  fc.record({ key: fc.nat({ max: 8 }), at: fc.option(fc.nat({ max: 20 }), { nil: null, freq: 4 }) }),
  { maxLength: 60 },
);

describe("a queue of timers", () => {
  it("says who is due, the earliest first, whatever was set before, and so again when it is opened anew", () => {
    fc.assert(
      fc.property(changes, fc.nat({ max: 22 }), (made, instant) => {
        const table = createSimulatedWorld().store("timers").timers("due");
        const queue = new TimerQueue(table);
        const known = new Map<number, number>();
        for (const { key, at } of made) {
          queue.set(key, at);
          if (at === null) known.delete(key);
          else known.set(key, at);
        }
        const dueAt = [...known.values()].filter((at) => at <= instant).sort((a, b) => a - b);
        for (const opened of [queue, new TimerQueue(table)]) {
          expect(opened.size).toBe(known.size);
          expect(opened.next()).toBe(known.size === 0 ? null : Math.min(...known.values()));
          const due = opened.due(instant);
          expect(due.map((key) => known.get(key))).toEqual(dueAt);
          expect(new Set(due).size).toBe(due.length);
          // They stay due until they are set anew.
          expect(opened.due(instant)).toHaveLength(due.length);
        }
      }),
    );
  });
});
