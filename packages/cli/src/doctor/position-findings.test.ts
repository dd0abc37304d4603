import { FUNNEL_METRICS_GROUP, LEAD_TRACKER } from "@stagefold/processors";
import { expect, test } from "vitest";
import { allTasks, type LookedAtLog, positionFindings } from "./position-findings.ts";

/** A log all of whose partitions hold what is between these offsets. */
const holding = (first: number, end: number): LookedAtLog => ({
  firstOffset: async () => first,
  endOffset: async () => end,
});
const at = (position: number) => ({
  commitNumber: 1,
  positions: { "lead-events": position },
  clock: null,
  configuredAt: 1,
});

test.each([
  ["within the log, near its end", holding(0, 100), at(90), "ok", "10 records behind"],
  ["within the log, far from its end", holding(0, 50_000), at(90), "warning", "49,910 records behind"],
  ["nowhere yet, where there is nothing", holding(0, 0), null, "ok", "nothing to read yet"],
  ["nowhere yet, where there is something", holding(0, 5), null, "warning", "5 records behind"],
  ["beyond the end", holding(0, 5), at(6), "wrong", "which ends at 5"],
  ["before the beginning", holding(10, 20), at(9), "wrong", "STF-LOG-002"],
] as const)("given a tracker that stands %s, then it is told so", async (_where, log, mark, level, says) => {
  const tasks = allTasks(1);
  const marks = tasks.map(({ group }) => (group === LEAD_TRACKER ? mark : null));
  const findings = (await positionFindings(log, tasks, marks)).filter(({ check }) => check !== FUNNEL_METRICS_GROUP);

  expect(findings).toMatchObject([{ check: LEAD_TRACKER, level, says: expect.stringContaining(says) }]);
});
