/** What a configuration says: defaults, exactness, the forms that a value may take. */
import { globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CALENDAR_GRAINS, GRAINS, type StagefoldConfig, type TenantConfig } from "@stagefold/domain";
import { describe, expect, test } from "vitest";
import { loadConfig } from "./load-config.ts";
import { parseConfig } from "./parse-config.ts";
import { EXAMPLE } from "./reference/example.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

test("given the example of SEMANTICS 11, then it says exactly this", () => {
  const weekday = [
    { fromMinute: 540, toMinute: 780 },
    { fromMinute: 840, toMinute: 1080 },
  ];
  const salesHours = {
    timeZone: "Europe/Rome",
    open: [weekday, weekday, weekday, weekday, weekday, [], []],
    holidays: new Set([dayOf("2026-01-01"), dayOf("2026-12-25")]),
  };
  const expected: StagefoldConfig = {
    tenants: new Map([
      [
        "acme",
        {
          timeZone: "Europe/Rome",
          currency: "EUR",
          exchangeRates: new Map([["USD", { digits: 92n, scale: 2 }]]),
          fiscalYearStartMonth: 1,
          funnel: {
            stages: ["INQUIRY", "MQL", "SQL", "OPPORTUNITY", "CUSTOMER", "REJECTED", "RECYCLED"],
            qualified: "MQL",
            accepted: "SQL",
            rejected: "REJECTED",
            velocities: [
              { from: "*", to: "SQL" },
              { from: "MQL", to: "SQL" },
            ],
          },
          segments: [
            { dimensions: [], grains: GRAINS },
            { dimensions: ["channel"], grains: CALENDAR_GRAINS },
            { dimensions: ["channel", "campaignId"], grains: ["MONTH", "QUARTER"] },
            { dimensions: ["ownerId"], grains: ["WEEK", "MONTH"] },
          ],
          slas: [
            {
              id: "accept-or-reject",
              severity: "page",
              entersStage: "MQL",
              when: null,
              ends: [{ kind: "leavesStage", stages: null }],
              withinMs: 2 * DAY_MS,
              warnAfterMs: DAY_MS,
              calendar: null,
            },
            {
              id: "speed-to-lead",
              severity: "warn",
              entersStage: "MQL",
              when: { channel: "paid" },
              ends: [
                { kind: "activityBy", actor: "SALES" },
                { kind: "leavesStage", stages: null },
              ],
              withinMs: HOUR_MS,
              warnAfterMs: null,
              calendar: salesHours,
            },
          ],
          lag: { kind: "days", days: 30 },
          publish: { grains: null, metrics: null },
        },
      ],
    ]),
    clock: { latenessMs: 30_000, maxFutureMs: 300_000, graceMs: DAY_MS },
  };
  expect(parseConfig(EXAMPLE, "c.yaml")).toStrictEqual(expected);
});

const GOLDEN = join(import.meta.dirname, "../../../test/golden");
const goldenConfigs = globSync("*/config.yaml", { cwd: GOLDEN }).sort();

test("given the golden examples, then there are nine", () => {
  expect(goldenConfigs).toHaveLength(9);
});

test.each(goldenConfigs)("given the golden example %s, then it is accepted", (file) => {
  expect([...loadConfig(join(GOLDEN, file)).tenants.keys()], basename(dirname(file))).toEqual(["acme"]);
});

/** The tenant of a file with the least that a tenant needs, and `more`. */
function tenantWith(more: string, top = ""): TenantConfig {
  const text = `tenants:
  "*":
    timeZone: UTC
    currency: EUR
    funnel: { stages: [NEW, MQL, SQL], qualified: MQL, accepted: SQL }
${more.replace(/^/gm, "    ")}
${top}`;
  return parseConfig(text, "c.yaml").tenants.get("*") as TenantConfig;
}

const slaWith = (more: string, top = "") =>
  tenantWith(
    `slas: [{ id: a, severity: warn, starts: { entersStage: MQL }, ends: [{ leavesStage: true }], ${more} }]\n${top}`,
  ).slas[0];

test("given the least that a tenant needs, then the rest is default", () => {
  const tenant = tenantWith("");
  expect(tenant.fiscalYearStartMonth).toBe(1);
  expect(tenant.segments).toEqual([{ dimensions: [], grains: GRAINS }]);
  expect(tenant.funnel.velocities).toEqual([]);
  expect(tenant.funnel.rejected).toBeNull();
  expect(tenant.exchangeRates.size).toBe(0);
  expect(tenant.slas).toEqual([]);
  expect(tenant.lag).toBeNull();
  expect(tenant.publish).toEqual({ grains: null, metrics: null });
});

test("given no clock, or a part of one, then the rest is default", () => {
  const clockOf = (top: string) => parseConfig(`${EXAMPLE.slice(0, EXAMPLE.indexOf("clock:"))}${top}`, "c.yaml").clock;
  expect(clockOf("")).toEqual({ latenessMs: 30_000, maxFutureMs: 300_000, graceMs: DAY_MS });
  expect(clockOf("clock: { grace: PT0.001S }")).toEqual({ latenessMs: 30_000, maxFutureMs: 300_000, graceMs: 1 });
});

test("given optional keys with nothing behind them, then they are as if left out", () => {
  const funnel = "{ stages: [MQL, SQL], qualified: MQL, accepted: SQL, rejected: null, velocities: }";
  const empty = "slas:\n    cost:\n    segments: null\n    publish: ~\n    calendars:\n    exchangeRates:\n";
  const tenant = `tenants:\n  acme:\n    timeZone: UTC\n    currency: EUR\n    funnel: ${funnel}\n`;
  const without = tenant.replace(", rejected: null, velocities: }", " }");
  expect(parseConfig(`${tenant}    ${empty}clock:\n`, "c.yaml")).toEqual(parseConfig(without, "c.yaml"));
  expect(() => parseConfig(`${tenant}    nonsense:\n`, "c.yaml")).toThrow("nonsense");
  expect(() => parseConfig(tenant.replace("EUR", ""), "c.yaml")).toThrow("tenants.acme.currency");
});

describe("rates are exact as written", () => {
  test.each([
    ["0.92", 92n, 2],
    ["1.10", 110n, 2],
    ["1e-3", 1n, 3],
    ["1.5E+2", 150n, 0],
    ["150", 150n, 0],
    [".5", 5n, 1],
    ['"0.92"', 92n, 2],
    ["'007'", 7n, 0],
    ["0.1234567890123456789", 1234567890123456789n, 19],
  ])("%s", (written, digits, scale) => {
    expect(tenantWith(`exchangeRates: { USD: ${written} }`).exchangeRates.get("USD")).toEqual({ digits, scale });
  });
});

describe("durations", () => {
  test.each([
    ["P1W", 7 * DAY_MS],
    ["P1W2DT3H4M5.006S", 9 * DAY_MS + 3 * HOUR_MS + 4 * 60_000 + 5_006],
    ["PT90M", 90 * 60_000],
    ["PT0.5S", 500],
    ["PT1.500000S", 1_500],
  ])("%s", (written, ms) => {
    expect(slaWith(`within: ${written}`)?.withinMs).toBe(ms);
  });
});

describe("calendars", () => {
  const openOf = (open: string) =>
    slaWith("within: PT1H, calendar: c", `calendars: { c: { open: ${open} } }`)?.calendar?.open.map((spans) =>
      spans.map(({ fromMinute, toMinute }) => `${fromMinute}-${toMinute}`).join(),
    );

  test("a range may wrap, and a day that is not named is closed", () => {
    expect(openOf('{ sat-mon: ["00:00-24:00"] }')).toEqual(["0-1440", "", "", "", "", "0-1440", "0-1440"]);
  });
  test("spans may touch, and stand in order whatever the file's", () => {
    expect(openOf('{ wed: ["12:00-13:30", "09:00-12:00"], thu: [] }')).toEqual([
      "",
      "",
      "540-720,720-810",
      "",
      "",
      "",
      "",
    ]);
  });
  test("the zone is the tenant's where it names none", () => {
    const calendar = slaWith(
      "within: PT1H, calendar: c",
      'calendars: { c: { open: { mon: ["09:00-10:00"] } } }',
    )?.calendar;
    expect(calendar?.timeZone).toBe("UTC");
    expect(calendar?.holidays.size).toBe(0);
  });
  test("holidays need no quotes", () => {
    const calendars = 'calendars: { c: { open: { mon: ["09:00-10:00"] }, holidays: [2028-02-29] } }';
    expect(slaWith("within: PT1H, calendar: c", calendars)?.calendar?.holidays).toEqual(new Set([dayOf("2028-02-29")]));
  });
  test("a time zone may be written in any capitals", () => {
    expect(parseConfig(EXAMPLE.replaceAll("Europe/Rome", "europe/rome"), "c.yaml")).toEqual(
      parseConfig(EXAMPLE, "c.yaml"),
    );
  });
});

describe("SLAs", () => {
  test("when asks for values, or for none: null or empty", () => {
    expect(slaWith('within: P1D, when: { channel: paid, campaignId: null, ownerId: "" }')?.when).toEqual({
      channel: "paid",
      campaignId: null,
      ownerId: null,
    });
    expect(slaWith("within: P1D, when: {}")?.when).toBeNull();
  });
  test("ends name stages or actors", () => {
    const ends = tenantWith(
      "slas: [{ id: a, severity: w, starts: { entersStage: MQL }, ends: [{ leavesStage: [SQL, NEW] }, { activityBy: UNKNOWN }], within: P1D }]",
    ).slas[0]?.ends;
    expect(ends).toEqual([
      { kind: "leavesStage", stages: ["SQL", "NEW"] },
      { kind: "activityBy", actor: "UNKNOWN" },
    ]);
  });
  test("a calendar takes hours beyond a day", () => {
    const calendars = 'calendars: { c: { open: { mon: ["09:00-10:00"] } } }';
    expect(slaWith("within: PT40H, warnAfter: PT30H, calendar: c", calendars)?.warnAfterMs).toBe(30 * HOUR_MS);
  });
});

test("a lag by velocity needs no velocity of the funnel", () => {
  expect(tenantWith('cost: { lag: { velocity: "NEW>SQL", roundToDays: 30 } }').lag).toEqual({
    kind: "velocity",
    pair: { from: "NEW", to: "SQL" },
    roundToDays: 30,
  });
  expect(tenantWith("cost: { lag: { days: 0 } }").lag).toEqual({ kind: "days", days: 0 });
  expect(tenantWith("cost: {}").lag).toBeNull();
});

test("the order of dimensions and grains means nothing", () => {
  expect(tenantWith("segments: [{ by: [ownerId, channel], grains: [YEAR, DAY] }]").segments).toEqual([
    { dimensions: ["channel", "ownerId"], grains: ["DAY", "YEAR"] },
  ]);
});

test("a tenant's publish replaces the one at the top as a whole", () => {
  const top = "publish: { grains: [MONTH], metrics: [spend] }";
  expect(tenantWith("", top).publish).toEqual({ grains: new Set(["MONTH"]), metrics: new Set(["spend"]) });
  expect(tenantWith("publish: { grains: [DAY] }", top).publish).toEqual({ grains: new Set(["DAY"]), metrics: null });
  expect(tenantWith("publish: {}", top).publish).toEqual({ grains: null, metrics: null });
});

function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}
