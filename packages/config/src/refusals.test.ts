/** Everything that SEMANTICS 11 refuses, each with the line and the key that it is told at. */
import { describe, expect, test } from "vitest";
import { ConfigError, type ConfigProblem } from "./config-error.ts";
import { parseConfig } from "./parse-config.ts";
import { EXAMPLE } from "./reference/example.ts";

function problemsOf(text: string): readonly ConfigProblem[] {
  try {
    parseConfig(text, "c.yaml");
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

interface Refusal {
  /** What of the example is replaced, and by what; the fault is told at the line of the replacement's `at`. */
  readonly replace: readonly [string, string];
  /** A piece of the line that is named, in the altered file; by default the replacement's first line. */
  readonly at?: string;
  readonly key: string;
  readonly says: string;
}

const ACME = "tenants.acme";

function refuses(cases: Readonly<Record<string, Refusal>>): void {
  test.each(Object.entries(cases))("%s", (_, { replace: [from, to], at, key, says }) => {
    expect(EXAMPLE).toContain(from);
    const text = EXAMPLE.replace(from, to);
    const marker = at ?? (to.split("\n")[0] as string);
    const line = text.split("\n").findIndex((candidate) => candidate.includes(marker)) + 1;
    expect(line).toBeGreaterThan(0);
    const problems = problemsOf(text);
    expect(problems.map((problem) => ({ line: problem.line, key: problem.key }))).toEqual([{ line, key }]);
    expect(problems[0]?.message).toContain(says);
    expect(problems[0]?.file).toBe("c.yaml");
  });
}

test("given the example, then nothing is refused", () => {
  expect(problemsOf(EXAMPLE)).toEqual([]);
});

describe("the tenant", () => {
  refuses({
    "none at all": { replace: [EXAMPLE, "tenants: {}"], key: "tenants", says: "at least one" },
    "no name": { replace: ["acme:", '"":'], key: 'tenants[""]', says: "expected a tenantId" },
    "a bar in its name": { replace: ["acme:", "a|b:"], key: 'tenants["a|b"]', says: 'without "|"' },
    "a number for a name": { replace: ["acme:", "1:"], key: "tenants.1", says: "put it in quotes" },
    "no time zone": {
      replace: ["timeZone: Europe/Rome   ", "#"],
      at: "acme",
      key: `${ACME}.timeZone`,
      says: "is missing",
    },
    "an unknown time zone": {
      replace: ["timeZone: Europe/Rome   ", "timeZone: Europe/Roma "],
      key: `${ACME}.timeZone`,
      says: "IANA",
    },
    "an offset for a time zone": {
      replace: ["timeZone: Europe/Rome   ", 'timeZone: "+01:00" '],
      key: `${ACME}.timeZone`,
      says: "summer time",
    },
    "a whole date for a time zone": {
      replace: ["timeZone: Europe/Rome   ", "timeZone: 2026-01-01T00:00Z "],
      key: `${ACME}.timeZone`,
      says: "IANA",
    },
    "a currency in small letters": {
      replace: ["currency: EUR", "currency: eur"],
      key: `${ACME}.currency`,
      says: "three capitals",
    },
    "a month 13": {
      replace: ["StartMonth: 1", "StartMonth: 13"],
      key: `${ACME}.fiscalYearStartMonth`,
      says: "from 1 to 12",
    },
    "a month in quotes": {
      replace: ["StartMonth: 1", 'StartMonth: "1"'],
      key: `${ACME}.fiscalYearStartMonth`,
      says: "remove the quotes",
    },
    "half a month": {
      replace: ["StartMonth: 1", "StartMonth: 1.5"],
      key: `${ACME}.fiscalYearStartMonth`,
      says: "whole number",
    },
    "an unknown key": {
      replace: ["fiscalYearStartMonth", "fiscalYearStart"],
      key: `${ACME}.fiscalYearStart`,
      says: 'did you mean "fiscalYearStartMonth"?',
    },
    "a rate for its own currency": {
      replace: ["USD: 0.92", "EUR: 1"],
      key: `${ACME}.exchangeRates.EUR`,
      says: "own currency",
    },
    "a rate for no currency": {
      replace: ["USD: 0.92", "usd: 1"],
      key: `${ACME}.exchangeRates.usd`,
      says: "three capitals",
    },
    "a rate of nothing": { replace: ["USD: 0.92", "USD: 0.00"], key: `${ACME}.exchangeRates.USD`, says: "rate of 0" },
    "a rate below nothing": {
      replace: ["USD: 0.92", "USD: -1"],
      key: `${ACME}.exchangeRates.USD`,
      says: "positive decimal",
    },
    "a rate without bounds": {
      replace: ["USD: 0.92", "USD: .inf"],
      key: `${ACME}.exchangeRates.USD`,
      says: "positive decimal",
    },
    "a rate in hexadecimal": {
      replace: ["USD: 0.92", "USD: 0x10"],
      key: `${ACME}.exchangeRates.USD`,
      says: "positive decimal",
    },
    "a rate with an absurd exponent": {
      replace: ["USD: 0.92", "USD: 1e999999999"],
      key: `${ACME}.exchangeRates.USD`,
      says: "exponent",
    },
    "rates in a list": { replace: ["{ USD: 0.92 }", "[0.92]"], key: `${ACME}.exchangeRates`, says: "found a list" },
  });
});

describe("the funnel", () => {
  const funnel = `${ACME}.funnel`;
  refuses({
    none: {
      replace: [EXAMPLE.slice(EXAMPLE.indexOf("    funnel:"), EXAMPLE.indexOf("    calendars:")), ""],
      at: "acme",
      key: `${funnel}`,
      says: "is missing",
    },
    "Q not among the stages": {
      replace: ["qualified: MQL", "qualified: MQLs"],
      key: `${funnel}.qualified`,
      says: 'did you mean "MQL"?',
    },
    "A not among the stages": {
      replace: ["accepted: SQL", "accepted: WON"],
      key: `${funnel}.accepted`,
      says: "expected a stage",
    },
    "R not among the stages": {
      replace: ["rejected: REJECTED", "rejected: LOST"],
      key: `${funnel}.rejected`,
      says: "expected a stage",
    },
    "A the same as Q": { replace: ["accepted: SQL", "accepted: MQL"], key: `${funnel}.accepted`, says: "must differ" },
    "R the same as A": {
      replace: ["rejected: REJECTED", "rejected: SQL"],
      key: `${funnel}.rejected`,
      says: "must differ",
    },
    "R the same as Q": {
      replace: ["rejected: REJECTED", "rejected: MQL"],
      key: `${funnel}.rejected`,
      says: "must differ",
    },
    "a stage with >": {
      replace: ["CUSTOMER,", "CUSTOMER, A>B,"],
      at: "stages:",
      key: `${funnel}.stages[5]`,
      says: 'without ">"',
    },
    "a stage with |": {
      replace: ["CUSTOMER,", "CUSTOMER, A|B,"],
      at: "stages:",
      key: `${funnel}.stages[5]`,
      says: 'without "|"',
    },
    "a stage with *": {
      replace: ["CUSTOMER,", 'CUSTOMER, "*",'],
      at: "stages:",
      key: `${funnel}.stages[5]`,
      says: 'without "*"',
    },
    "a stage without a name": {
      replace: ["CUSTOMER,", 'CUSTOMER, "",'],
      at: "stages:",
      key: `${funnel}.stages[5]`,
      says: 'found ""',
    },
    "a number for a stage": {
      replace: ["CUSTOMER,", "CUSTOMER, 1,"],
      at: "stages:",
      key: `${funnel}.stages[5]`,
      says: "put it in quotes",
    },
    "a boolean for a stage": {
      replace: ["CUSTOMER,", "CUSTOMER, true,"],
      at: "stages:",
      key: `${funnel}.stages[5]`,
      says: "put it in quotes",
    },
    "a stage twice": {
      replace: ["CUSTOMER,", "CUSTOMER, MQL,"],
      at: "stages:",
      key: `${funnel}.stages[5]`,
      says: "twice",
    },
    "a velocity to nowhere": {
      replace: ['"MQL>SQL"]', '"MQL>"]'],
      at: "velocities",
      key: `${funnel}.velocities[1]`,
      says: "FROM>TO",
    },
    "a velocity of three": {
      replace: ['"MQL>SQL"]', '"MQL>SQL>CUSTOMER"]'],
      at: "velocities",
      key: `${funnel}.velocities[1]`,
      says: "FROM>TO",
    },
    "a velocity to the beginning": {
      replace: ['"MQL>SQL"]', '"MQL>*"]'],
      at: "velocities",
      key: `${funnel}.velocities[1]`,
      says: "FROM>TO",
    },
    "a velocity from a stage to itself": {
      replace: ['"MQL>SQL"]', '"MQL>MQL"]'],
      at: "velocities",
      key: `${funnel}.velocities[1]`,
      says: "another stage",
    },
    "a velocity to an unknown stage": {
      replace: ['"MQL>SQL"]', '"MQL>WON"]'],
      at: "velocities",
      key: `${funnel}.velocities[1]`,
      says: '"WON"',
    },
    "a velocity from an unknown stage": {
      replace: ['"MQL>SQL"]', '"NEW>SQL"]'],
      at: "velocities",
      key: `${funnel}.velocities[1]`,
      says: '"NEW"',
    },
    "a velocity twice": {
      replace: ['"MQL>SQL"]', '"*>SQL"]'],
      at: "velocities",
      key: `${funnel}.velocities[1]`,
      says: "twice",
    },
  });
});

describe("segments and publish", () => {
  const segments = `${ACME}.segments`;
  refuses({
    "no set": {
      replace: [
        EXAMPLE.slice(EXAMPLE.indexOf("    segments:"), EXAMPLE.indexOf("    calendars:")),
        "    segments: []\n",
      ],
      key: segments,
      says: "empty list",
    },
    "an unknown dimension": {
      replace: ["- [channel]", "- [chanel]"],
      key: `${segments}[1][0]`,
      says: "did you mean channel?",
    },
    "a dimension twice": {
      replace: ["- [channel]", "- [channel, channel]"],
      key: `${segments}[1][1]`,
      says: "twice in a set",
    },
    "a set twice": {
      replace: ["- [channel]", "- [ownerId]"],
      at: "by: [ownerId]",
      key: `${segments}[3]`,
      says: "segments[1]",
    },
    "a set twice in another order": {
      replace: ["- [channel]", "- [campaignId, channel]"],
      at: "by: [channel, campaignId]",
      key: `${segments}[2]`,
      says: "segments[1]",
    },
    "everything twice": {
      replace: ["- [channel]", "- { by: [], grains: [DAY] }"],
      key: `${segments}[1]`,
      says: "segments[0]",
    },
    "an unknown grain": {
      replace: ["grains: [WEEK,", "grains: [WEEKLY,"],
      key: `${segments}[3].grains[0]`,
      says: "did you mean WEEK?",
    },
    "no grain": { replace: ["grains: [WEEK, MONTH]", "grains: []"], key: `${segments}[3].grains`, says: "empty list" },
    "grains missing": {
      replace: ["- { by: [ownerId], grains: [WEEK, MONTH] }", "- { by: [ownerId] }"],
      key: `${segments}[3].grains`,
      says: "is missing",
    },
    "an unknown key of a set": {
      replace: ["- { by: [ownerId],", "- { of: 1, by: [ownerId],"],
      key: `${segments}[3].of`,
      says: "by, grains",
    },
    "a set that is a name": {
      replace: ["- [channel]", "- channel"],
      key: `${segments}[1]`,
      says: "a list of dimensions",
    },
    "an unknown metric at the top": {
      replace: ["clock:", "publish: { metrics: [leads_reach] }\nclock:"],
      key: "publish.metrics[0]",
      says: "did you mean leads_reached?",
    },
    "an unknown grain at the top": {
      replace: ["clock:", "publish: { grains: [UNKNOWN] }\nclock:"],
      key: "publish.grains[0]",
      says: "one of DAY",
    },
    "no metric at the top": {
      replace: ["clock:", "publish: { metrics: [] }\nclock:"],
      key: "publish.metrics",
      says: "empty list",
    },
    "no grain in a tenant": {
      replace: ["    cost:", "    publish: { grains: [] }\n    cost:"],
      key: `${ACME}.publish.grains`,
      says: "empty list",
    },
    "an unknown metric in a tenant": {
      replace: ["    cost:", "    publish: { metrics: [revenue] }\n    cost:"],
      key: `${ACME}.publish.metrics[0]`,
      says: "one of leads_reached",
    },
  });
});

describe("calendars", () => {
  const calendar = `${ACME}.calendars.sales-hours`;
  const open = '{ mon-fri: ["09:00-13:00", "14:00-18:00"] }';
  refuses({
    "without a name": {
      replace: [
        "      sales-hours:\n        timeZone: Europe/Rome\n",
        '      "": { open: { mon: ["00:00-24:00"] } }\n      sales-hours:\n',
      ],
      key: `${ACME}.calendars[""]`,
      says: "name of a calendar",
    },
    "no open hours": {
      replace: [`open: ${open}`, "#"],
      at: "sales-hours:",
      key: `${calendar}.open`,
      says: "is missing",
    },
    "never open": { replace: [open, "{}"], at: "open: {}", key: `${calendar}.open`, says: "never be due" },
    "never open on any day": {
      replace: [open, "{ mon: [], tue: [] }"],
      at: "mon: []",
      key: `${calendar}.open`,
      says: "never be due",
    },
    "an unknown day": { replace: ["mon-fri:", "monday:"], key: `${calendar}.open.monday`, says: "mon or mon-fri" },
    "a range of one day": {
      replace: ["mon-fri:", "mon-mon:"],
      key: `${calendar}.open.mon-mon`,
      says: "mon or mon-fri",
    },
    "a range of three": {
      replace: ["mon-fri:", "mon-tue-wed:"],
      key: `${calendar}.open.mon-tue-wed`,
      says: "mon or mon-fri",
    },
    "a weekday twice": {
      replace: [open, '{ mon-fri: ["09:00-13:00"], wed: ["14:00-18:00"] }'],
      at: "wed:",
      key: `${calendar}.open.wed`,
      says: "found wed a second time, after mon-fri",
    },
    "a weekday twice by wrapping": {
      replace: [open, '{ sat-mon: ["09:00-13:00"], mon: ["14:00-18:00"] }'],
      at: "sat-mon:",
      key: `${calendar}.open.mon`,
      says: "found mon a second time",
    },
    "hours in one text": {
      replace: ['["09:00-13:00", "14:00-18:00"]', '"09:00-13:00"'],
      at: "open:",
      key: `${calendar}.open.mon-fri`,
      says: "a list of opening hours",
    },
    "hours of another form": {
      replace: ['"09:00-13:00"', '"9-13"'],
      at: "open:",
      key: `${calendar}.open.mon-fri[0]`,
      says: "HH:MM-HH:MM",
    },
    "an hour 25": {
      replace: ['"14:00-18:00"', '"14:00-25:00"'],
      at: "open:",
      key: `${calendar}.open.mon-fri[1]`,
      says: "HH:MM-HH:MM",
    },
    "after midnight": {
      replace: ['"14:00-18:00"', '"14:00-24:01"'],
      at: "open:",
      key: `${calendar}.open.mon-fri[1]`,
      says: "up to 24:00",
    },
    "from 24:00": {
      replace: ['"14:00-18:00"', '"24:00-24:00"'],
      at: "open:",
      key: `${calendar}.open.mon-fri[1]`,
      says: "HH:MM-HH:MM",
    },
    "hours that end as they begin": {
      replace: ['"14:00-18:00"', '"14:00-14:00"'],
      at: "open:",
      key: `${calendar}.open.mon-fri[1]`,
      says: "second later",
    },
    "hours over midnight": {
      replace: ['"14:00-18:00"', '"22:00-06:00"'],
      at: "open:",
      key: `${calendar}.open.mon-fri[1]`,
      says: "second later",
    },
    "overlapping hours": {
      replace: ['"14:00-18:00"', '"12:59-18:00"'],
      at: "open:",
      key: `${calendar}.open.mon-fri[1]`,
      says: "overlaps",
    },
    "hours within hours": {
      replace: ['"14:00-18:00"', '"10:00-11:00"'],
      at: "open:",
      key: `${calendar}.open.mon-fri[1]`,
      says: "overlaps",
    },
    "a holiday that does not exist": {
      replace: ['"2026-12-25"', '"2026-02-29"'],
      at: "holidays",
      key: `${calendar}.holidays[1]`,
      says: "a date that exists",
    },
    "a holiday of another form": {
      replace: ['"2026-12-25"', "25/12/2026"],
      at: "holidays",
      key: `${calendar}.holidays[1]`,
      says: "YYYY-MM-DD",
    },
    "an unknown time zone": {
      replace: ["        timeZone: Europe/Rome", "        timeZone: Rome"],
      key: `${calendar}.timeZone`,
      says: "IANA",
    },
  });
});

describe("SLAs", () => {
  const slas = `${ACME}.slas`;
  refuses({
    "an id twice": {
      replace: ["id: speed-to-lead", "id: accept-or-reject # again"],
      at: "# again",
      key: `${slas}[1].id`,
      says: "slas[0]",
    },
    "an id with a bar": { replace: ["id: speed-to-lead", "id: speed|lead"], key: `${slas}[1].id`, says: 'without "|"' },
    "no id": {
      replace: ["- id: speed-to-lead\n        severity", "- severity"],
      at: "- severity",
      key: `${slas}[1].id`,
      says: "is missing",
    },
    "a number for an id": { replace: ["id: speed-to-lead", "id: 7"], key: `${slas}[1].id`, says: "put it in quotes" },
    "an empty severity": {
      replace: ["severity: warn", 'severity: ""'],
      key: `${slas}[1].severity`,
      says: "a severity",
    },
    "an unknown stage to start": {
      replace: ["entersStage: MQL", "entersStage: QML"],
      key: `${slas}[0].starts.entersStage`,
      says: "expected a stage",
    },
    "when with (none)": {
      replace: ["channel: paid", "channel: (none)"],
      key: `${slas}[1].when.channel`,
      says: "write null",
    },
    "when with a number": {
      replace: ["channel: paid", "channel: 3"],
      key: `${slas}[1].when.channel`,
      says: "put it in quotes",
    },
    "when with another dimension": {
      replace: ["channel: paid", "region: emea"],
      key: `${slas}[1].when.region`,
      says: "channel, campaignId, ownerId",
    },
    "no ends": { replace: ["ends: [ { leavesStage: true } ]", "ends: []"], key: `${slas}[0].ends`, says: "empty list" },
    "an end of nothing": {
      replace: ["ends: [ { leavesStage: true } ]", "ends: [ {} ]"],
      key: `${slas}[0].ends[0]`,
      says: "neither",
    },
    "an end of both": {
      replace: ["{ leavesStage: true } ]", "{ leavesStage: true, activityBy: LEAD } ]"],
      at: "activityBy: LEAD",
      key: `${slas}[0].ends[0]`,
      says: "both",
    },
    "an end by false": {
      replace: ["ends: [ { leavesStage: true } ]", "ends: [ { leavesStage: false } ]"],
      key: `${slas}[0].ends[0].leavesStage`,
      says: "found false",
    },
    "an end to no stage": {
      replace: ["ends: [ { leavesStage: true } ]", "ends: [ { leavesStage: [] } ]"],
      key: `${slas}[0].ends[0].leavesStage`,
      says: "empty list",
    },
    "an end to an unknown stage": {
      replace: ["ends: [ { leavesStage: true } ]", "ends: [ { leavesStage: [SQL, WON] } ]"],
      key: `${slas}[0].ends[0].leavesStage[1]`,
      says: '"WON"',
    },
    "an unknown actor": {
      replace: ["activityBy: SALES", "activityBy: SALE"],
      key: `${slas}[1].ends[0].activityBy`,
      says: "did you mean SALES?",
    },
    "an unknown calendar": {
      replace: ["calendar: sales-hours", "calendar: sale-hours"],
      key: `${slas}[1].calendar`,
      says: 'did you mean "sales-hours"?',
    },
    "no within": {
      replace: ["        within: P2D\n        warnAfter: P1D\n", ""],
      at: "id: accept-or-reject",
      key: `${slas}[0].within`,
      says: "is missing",
    },
    "within nothing": {
      replace: ["within: P2D\n        warnAfter: P1D", "within: PT0S"],
      key: `${slas}[0].within`,
      says: "longer than nothing",
    },
    "within less than nothing": {
      replace: ["within: P2D\n        warnAfter: P1D", "within: -P1D"],
      key: `${slas}[0].within`,
      says: "longer than nothing",
    },
    "within a month": { replace: ["within: P2D", "within: P1M"], key: `${slas}[0].within`, says: "years and months" },
    "within a year": { replace: ["within: P2D", "within: P0Y2D"], key: `${slas}[0].within`, says: "years and months" },
    "within microseconds": {
      replace: ["within: P2D", "within: PT0.0005S"],
      key: `${slas}[0].within`,
      says: "millisecond",
    },
    "within a number": {
      replace: ["within: P2D", "within: 48"],
      key: `${slas}[0].within`,
      says: "found the number 48",
    },
    "within something else": { replace: ["within: P2D", "within: 2 days"], key: `${slas}[0].within`, says: "ISO 8601" },
    "within an unfinished text": {
      replace: ["within: P2D", "within: P2DT"],
      key: `${slas}[0].within`,
      says: "ISO 8601",
    },
    "a warning as late as the breach": {
      replace: ["warnAfter: P1D", "warnAfter: PT48H"],
      key: `${slas}[0].warnAfter`,
      says: "less than within (P2D)",
    },
    "a warning of nothing": {
      replace: ["warnAfter: P1D", "warnAfter: P0D"],
      key: `${slas}[0].warnAfter`,
      says: "longer than nothing",
    },
    "days of open time": { replace: ["within: PT1H", "within: P1D"], key: `${slas}[1].within`, says: "ambiguous" },
    "weeks of open time": { replace: ["within: PT1H", "within: P1W"], key: `${slas}[1].within`, says: "ambiguous" },
    "no days, but named, of open time": {
      replace: ["within: PT1H", "within: P0DT1H"],
      key: `${slas}[1].within`,
      says: "ambiguous",
    },
    "a warning after days of open time": {
      replace: ["within: PT1H", "within: PT30H\n        warnAfter: P1D # open"],
      at: "# open",
      key: `${slas}[1].warnAfter`,
      says: "ambiguous",
    },
    "slas that are a mapping": {
      replace: [EXAMPLE.slice(EXAMPLE.indexOf("    slas:"), EXAMPLE.indexOf("    cost:")), "    slas: {}\n"],
      key: slas,
      says: "a list of SLAs",
    },
  });
});

describe("cost and clock", () => {
  const lag = `${ACME}.cost.lag`;
  refuses({
    "a lag before": { replace: ["days: 30", "days: -1"], key: `${lag}.days`, says: "whole number from 0" },
    "a lag of half a day": { replace: ["days: 30", "days: 0.5"], key: `${lag}.days`, says: "whole number" },
    "a lag of nothing": { replace: ["{ days: 30 }", "{}"], at: "lag: {}", key: lag, says: "neither" },
    "a lag of both": { replace: ["days: 30", 'days: 30, velocity: "*>SQL", roundToDays: 1'], key: lag, says: "both" },
    "a rounded lag of days": {
      replace: ["days: 30", "days: 30, roundToDays: 30"],
      key: `${lag}.roundToDays`,
      says: "remove it",
    },
    "a rounded lag of nothing": { replace: ["days: 30", "roundToDays: 30"], key: lag, says: "neither" },
    "a velocity that is not rounded": {
      replace: ["days: 30", 'velocity: "*>SQL"'],
      key: `${lag}.roundToDays`,
      says: "is missing",
    },
    "a velocity rounded to nothing": {
      replace: ["days: 30", 'velocity: "*>SQL", roundToDays: 0'],
      key: `${lag}.roundToDays`,
      says: "from 1",
    },
    "a velocity to an unknown stage": {
      replace: ["days: 30", 'velocity: "*>WON", roundToDays: 1'],
      key: `${lag}.velocity`,
      says: '"WON"',
    },
    "a velocity that is none": {
      replace: ["days: 30", "velocity: SQL, roundToDays: 1"],
      key: `${lag}.velocity`,
      says: "FROM>TO",
    },
    "an unknown cost": { replace: ["lag: { days: 30 }", "delay: 3"], key: `${ACME}.cost.delay`, says: "expected lag" },
    "a lateness of nothing": {
      replace: ["lateness: PT30S", "lateness: PT0S"],
      key: "clock.lateness",
      says: "longer than nothing",
    },
    "a future of a month": {
      replace: ["maxFuture: PT5M", "maxFuture: P5M"],
      key: "clock.maxFuture",
      says: "years and months",
    },
    "a grace below nothing": {
      replace: ["grace: P1D", "grace: -P1D"],
      key: "clock.grace",
      says: "longer than nothing",
    },
    "an unknown key of the clock": {
      replace: ["grace: P1D", "grase: P1D"],
      key: "clock.grase",
      says: 'did you mean "grace"?',
    },
    "an unknown key at the top": { replace: ["clock:", "clocks:"], key: "clocks", says: 'did you mean "clock"?' },
  });
});

test("given many faults, then all are told at once, in the order of the file, one a line", () => {
  const text = EXAMPLE.replace("EUR\n", "euro\n")
    .replace("qualified: MQL", "qualified: 3")
    .replace("accepted: SQL", "accepted: WON")
    .replace("warnAfter: P1D", "warnAfter: P9D")
    .replace("PT1H", "P1M")
    .replace("days: 30", "days: thirty");
  const problems = problemsOf(text);
  expect(problems.map(({ line, key }) => `${line} ${key}`)).toEqual([
    `4 ${ACME}.currency`,
    `9 ${ACME}.funnel.qualified`,
    `10 ${ACME}.funnel.accepted`,
    `29 ${ACME}.slas[0].warnAfter`,
    `35 ${ACME}.slas[1].within`,
    `38 ${ACME}.cost.lag.days`,
  ]);
  const message = new ConfigError(problems).message.split("\n");
  expect(message).toHaveLength(6);
  expect(message[3]).toBe(
    `c.yaml:29: ${ACME}.slas[0].warnAfter: found P9D, expected less than within (P2D); a warning comes before the breach`,
  );
});
