import { describe, expect, it } from "vitest";
import { addSample, emptySketch } from "../sketch/sketch.ts";
import { DAY_MS } from "../time/civil-date.ts";
import type { MetricValue, ValueContext } from "./metric-value.ts";
import { emptiedValue, lagDaysOf, metricValue, sameValue } from "./metric-value.ts";
import type { PeriodRow } from "./period-row.ts";
import { addRowSample, emptyRow } from "./period-row.ts";
import { stageCount } from "./row-layout.ts";
import type { Making } from "./slot.ts";
import { NO_SPEND, spendSeries } from "./spend-series.ts";

/** Two stages and three counts after theirs. */
const SIZE = stageCount(2, "reached") + 3;
const [A, B, C] = [SIZE - 3, SIZE - 2, SIZE - 1];

function row(counts: Readonly<Record<number, number>> = {}): PeriodRow {
  const made = emptyRow(SIZE, 1);
  for (const [index, n] of Object.entries(counts)) made.counts[Number(index)] = n;
  return made;
}

/** Days 31 to 58: February 1970, half of it passed. */
function context(differs: Partial<ValueContext> = {}): ValueContext {
  return {
    periodStart: 31,
    periodEnd: 59,
    spend: NO_SPEND,
    lag: null,
    lagDays: null,
    population: null,
    target: () => null,
    elapsedMs: 14 * DAY_MS,
    totalMs: 28 * DAY_MS,
    current: false,
    ...differs,
  };
}

const numbers = (value: MetricValue | null): readonly unknown[] | null => value && [value.n, value.d, value.value];
const SPENT = spendSeries(
  new Map([
    [30, 3_500_000n],
    [31, 5_000_000n],
    [58, 2_500_000n],
    [59, 9_000_000n],
  ]),
);

describe("the value of a metric that is made as", () => {
  it("a count: n", () => {
    expect(numbers(metricValue({ kind: "count", n: A }, row({ [A]: 3 }), context()))).toEqual([3, null, 3]);
    expect(metricValue({ kind: "count", n: A }, row({ [B]: 3 }), context())).toBeNull();
  });

  it("a ratio: n / d, as a double; null for d = 0", () => {
    const making: Making = { kind: "ratio", n: A, d: B };

    expect(numbers(metricValue(making, row({ [A]: 1, [B]: 3 }), context()))).toEqual([1, 3, 1 / 3]);
    expect(numbers(metricValue(making, row({ [A]: 2 }), context()))).toEqual([2, 0, null]);
    expect(numbers(metricValue(making, row({ [B]: 2 }), context()))).toEqual([0, 2, 0]);
    expect(metricValue(making, row(), context())).toBeNull();
  });

  it("a share: n over two counts together", () => {
    const making: Making = { kind: "share", n: A, d: B, d2: C };

    expect(numbers(metricValue(making, row({ [A]: 3, [B]: 3, [C]: 1 }), context()))).toEqual([3, 4, 0.75]);
    expect(metricValue(making, row(), context())).toBeNull();
  });

  it("a distribution: the mean of its samples, with them", () => {
    const filled = row();
    for (const ms of [1_000, 3_000, 5_000]) addRowSample(filled, 0, ms, 1);
    const value = metricValue({ kind: "distribution", sketch: 0 }, filled, context());

    expect(numbers(value)).toEqual([null, null, 3_000]);
    expect([value?.sketch?.count, value?.sketch?.sum]).toEqual([3, 9_000]);

    for (const ms of [1_000, 3_000, 5_000]) addRowSample(filled, 0, ms, -1);
    expect(metricValue({ kind: "distribution", sketch: 0 }, filled, context())).toBeNull();
  });

  it("a distribution of samples of 0 ms: a mean of 0", () => {
    const filled = row();
    addRowSample(filled, 0, 0, 1);

    expect(numbers(metricValue({ kind: "distribution", sketch: 0 }, filled, context()))).toEqual([null, null, 0]);
  });

  it("spend: the micros of the period's days, in currency", () => {
    expect(numbers(metricValue({ kind: "spend" }, row(), context({ spend: SPENT })))).toEqual([7_500_000, null, 7.5]);
    expect(metricValue({ kind: "spend" }, row(), context())).toBeNull();
  });

  it("spend beyond 2^53 micros: exact", () => {
    const spend = spendSeries(
      new Map([
        [31, 10n ** 16n],
        [32, 1n],
      ]),
    );

    expect(metricValue({ kind: "spend" }, row(), context({ spend }))?.n).toBe(10n ** 16n + 1n);
  });

  it("a cost: (n / d) / 1e6", () => {
    const making: Making = { kind: "cost", d: A };

    expect(numbers(metricValue(making, row({ [A]: 4 }), context({ spend: SPENT })))).toEqual([
      7_500_000,
      4,
      7_500_000 / 4 / 1e6,
    ]);
    expect(numbers(metricValue(making, row({ [A]: 4 }), context()))).toEqual([0, 4, 0]);
    expect(numbers(metricValue(making, row(), context({ spend: SPENT })))).toEqual([7_500_000, 0, null]);
    expect(metricValue(making, row(), context())).toBeNull();
  });

  it("a lagged cost: the spend of so many days before", () => {
    const making: Making = { kind: "laggedCost", d: A };

    expect(numbers(metricValue(making, row({ [A]: 2 }), context({ spend: SPENT, lagDays: 1 })))).toEqual([
      8_500_000, 2, 4.25,
    ]);
    expect(numbers(metricValue(making, row({ [A]: 2 }), context({ spend: SPENT, lagDays: 0 })))).toEqual([
      7_500_000, 2, 3.75,
    ]);
  });

  it("a lagged cost without a velocity: n and value null, and nothing for d = 0", () => {
    const making: Making = { kind: "laggedCost", d: A };

    expect(numbers(metricValue(making, row({ [A]: 2 }), context({ spend: SPENT })))).toEqual([null, 2, null]);
    expect(metricValue(making, row(), context({ spend: SPENT }))).toBeNull();
  });

  it("an attainment: n over the target, of a target of 0 null", () => {
    const making: Making = { kind: "attainment", n: A, stage: "SQL" };

    expect(numbers(metricValue(making, row({ [A]: 3 }), context({ target: () => 12n })))).toEqual([3, 12, 0.25]);
    expect(numbers(metricValue(making, row({ [A]: 3 }), context({ target: () => 0n })))).toEqual([3, 0, null]);
    expect(metricValue(making, row({ [A]: 3 }), context())).toBeNull();
  });

  it("a pace: n over the target's share of the time that has passed, null while that is 0", () => {
    const making: Making = { kind: "pace", n: A, stage: "SQL" };

    expect(numbers(metricValue(making, row({ [A]: 3 }), context({ target: () => 12n })))).toEqual([3, null, 0.5]);
    expect(numbers(metricValue(making, row({ [A]: 3 }), context({ target: () => 12n, elapsedMs: 0 })))).toEqual([
      3,
      null,
      null,
    ]);
    expect(numbers(metricValue(making, row({ [A]: 3 }), context({ target: () => 0n })))).toEqual([3, null, null]);
    expect(metricValue(making, row({ [A]: 3 }), context())).toBeNull();
  });

  it("a population: how many, also 0 where a stay began or ended on the day", () => {
    const making: Making = { kind: "population", stage: 1 };
    const left = row({ [stageCount(1, "exits")]: 1 });

    expect(numbers(metricValue(making, row(), context({ population: [0, 7] })))).toEqual([7, null, 7]);
    expect(numbers(metricValue(making, left, context({ population: [0, 0] })))).toEqual([0, null, 0]);
    expect(metricValue(making, row(), context({ population: [3, 0] }))).toBeNull();
    expect(metricValue(making, left, context())).toBeNull();
  });

  it("a population of the current day: of its stays only what has happened at the clock", () => {
    const ahead = row({ [stageCount(1, "entries")]: 1, [stageCount(1, "aheadEntries")]: 1 });
    const making: Making = { kind: "population", stage: 1 };

    expect(metricValue(making, ahead, context({ population: [0, 0], current: true }))).toBeNull();
    expect(numbers(metricValue(making, ahead, context({ population: [0, 0], current: false })))).toEqual([0, null, 0]);
  });
});

describe("an emptied value", () => {
  it.each<[Making, readonly unknown[]]>([
    [{ kind: "count", n: A }, [0, null, 0]],
    [{ kind: "population", stage: 0 }, [0, null, 0]],
    [{ kind: "spend" }, [0, null, 0]],
    [{ kind: "ratio", n: A, d: B }, [0, 0, null]],
    [{ kind: "share", n: A, d: B, d2: C }, [0, 0, null]],
    [{ kind: "cost", d: A }, [0, 0, null]],
    [{ kind: "attainment", n: A, stage: "SQL" }, [0, 0, null]],
    [{ kind: "distribution", sketch: 0 }, [null, null, null]],
    [{ kind: "pace", n: A, stage: "SQL" }, [0, null, null]],
    [{ kind: "laggedCost", d: A }, [null, 0, null]],
  ])("of %o", (making, expected) => {
    const emptied = emptiedValue(making, context());

    expect(numbers(emptied)).toEqual(expected);
    expect(emptied.sketch).toBeNull();
  });

  it("of a lagged cost with a lag has n 0", () => {
    expect(numbers(emptiedValue({ kind: "laggedCost", d: A }, context({ lagDays: 30 })))).toEqual([0, 0, null]);
  });
});

describe("the lag of a period", () => {
  it("is as configured, or the mean of the velocity, or none", () => {
    const velocity = emptySketch();
    addSample(velocity, 40 * DAY_MS, 1);
    addSample(velocity, 50 * DAY_MS, 1);
    const lag = { kind: "velocity", pair: { from: "*", to: "SQL" }, roundToDays: 30 } as const;

    expect(lagDaysOf(null, velocity)).toBeNull();
    expect(lagDaysOf({ kind: "days", days: 0 }, undefined)).toBe(0);
    expect(lagDaysOf(lag, velocity)).toBe(60);
    expect(lagDaysOf(lag, undefined)).toBeNull();
    expect(lagDaysOf(lag, emptySketch())).toBeNull();
  });
});

describe("two values are published alike", () => {
  const value: MetricValue = { n: 1, d: 2, value: 0.5, sketch: null };

  it("when every number is, and every sample", () => {
    const [one, other] = [emptySketch(), emptySketch()];
    for (const sketch of [one, other]) addSample(sketch, 1_000, 2);

    expect(sameValue(value, { ...value })).toBe(true);
    expect(sameValue({ ...value, sketch: one }, { ...value, sketch: other })).toBe(true);
    addSample(other, 5_000, 1);
    expect(sameValue({ ...value, sketch: one }, { ...value, sketch: other })).toBe(false);
  });

  it.each([{ n: 2 }, { d: 3 }, { value: null }, { n: null }])("and not when %o differs", (differs) => {
    expect(sameValue(value, { ...value, ...differs })).toBe(false);
  });
});
