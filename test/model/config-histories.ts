/**
 * Random configurations that are right, as YAML text: SEMANTICS 11. They lean towards what is hard:
 * zones whose midnight is skipped or repeated, fiscal years, calendars around the change of clocks.
 */
import fc from "fast-check";

/** A zone, and days on which its clocks change. */
export interface ZoneChoice {
  readonly zone: string;
  readonly changes: readonly string[];
}

/** The zones that histories play in. All changes lie in the past, so that no event is from the future. */
export const ZONES: readonly ZoneChoice[] = [
  { zone: "Europe/Rome", changes: ["2026-03-29", "2025-10-26"] },
  { zone: "America/New_York", changes: ["2026-03-08", "2025-11-02"] },
  { zone: "America/Havana", changes: ["2026-03-08", "2025-11-02"] },
  { zone: "Australia/Lord_Howe", changes: ["2026-04-05", "2025-10-05"] },
  { zone: "Africa/Cairo", changes: ["2026-04-24", "2025-10-31"] },
  { zone: "Asia/Beirut", changes: ["2026-03-29", "2025-10-26"] },
  { zone: "America/Santiago", changes: ["2025-09-07", "2026-04-05"] },
  { zone: "Asia/Kathmandu", changes: ["2025-12-31", "2026-04-01"] },
  { zone: "Pacific/Kiritimati", changes: ["2024-02-29", "2026-06-30"] },
  { zone: "UTC", changes: ["2025-12-31", "2026-03-01"] },
];

/** The stages of every generated funnel. */
export const STAGES = ["INQUIRY", "MQL", "SQL", "CUSTOMER", "REJECTED", "Área"] as const;

/** A configuration as text, and the zones of its tenants. */
export interface ConfigChoice {
  readonly yaml: string;
  /** As in the text; `*` among them, perhaps. */
  readonly tenantIds: readonly string[];
  readonly zones: readonly ZoneChoice[];
}

const GRAINS = ["DAY", "WEEK", "MONTH", "QUARTER", "HALF", "YEAR", "ROLLING_7D", "ROLLING_30D", "ROLLING_90D"];

/** Undefined most of the time: once in `times` not. */
export function seldom<T>(arbitrary: fc.Arbitrary<T>, times: number): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const zoneChoice = fc.constantFrom(...ZONES);
const stage = fc.constantFrom(...STAGES);

/** A number that stands in the text digit for digit. */
const RATE_MARK = "rate:";

const funnel = fc.record(
  {
    roles: fc.constantFrom(
      ...[
        { qualified: "MQL", accepted: "SQL", rejected: "REJECTED" },
        { qualified: "MQL", accepted: "SQL", rejected: "REJECTED" },
        { qualified: "MQL", accepted: "SQL" },
        { qualified: "SQL", accepted: "MQL", rejected: "Área" },
      ],
    ),
    velocities: fc.subarray(["*>SQL", "MQL>SQL", "SQL>MQL", "*>INQUIRY", "INQUIRY>CUSTOMER"]),
  },
  { requiredKeys: ["roles"] },
);

const openHours = fc.constantFrom<Record<string, readonly string[]>>(
  { "mon-fri": ["09:00-13:00", "14:00-18:00"] },
  { "mon-sun": ["00:00-24:00"] },
  { "sat-mon": ["00:00-00:30", "01:30-02:30", "23:00-24:00"] },
  { sun: ["00:15-03:00"], wed: ["08:00-20:00"] },
  { "fri-tue": ["02:15-02:45", "12:00-12:30"] },
);

const sla = fc.record(
  {
    entersStage: fc.oneof({ weight: 3, arbitrary: fc.constant("MQL") }, stage),
    severity: fc.constantFrom("page", "warn"),
    when: fc.constantFrom<Record<string, string | null> | undefined>(
      undefined,
      undefined,
      { channel: "paid" },
      { channel: null },
      { ownerId: "ann", channel: "paid" },
      { campaignId: "c1" },
    ),
    ends: fc.constantFrom<readonly object[]>(
      [{ leavesStage: true }],
      [{ activityBy: "SALES" }],
      [{ leavesStage: ["SQL", "REJECTED"] }],
      [{ leavesStage: ["SQL"] }, { activityBy: "LEAD" }],
      [{ activityBy: "SALES" }, { leavesStage: true }],
      [{ activityBy: "SALES" }, { activityBy: "LEAD" }, { leavesStage: ["REJECTED"] }],
    ),
    lengths: fc.constantFrom(
      ...[
        { within: "PT30M", warnAfter: "PT29M59S" },
        { within: "PT1H" },
        { within: "PT2H", warnAfter: "PT1H" },
        { within: "PT8H", warnAfter: "PT30M" },
      ],
    ),
    elapsed: fc.constantFrom(
      ...[{ within: "P2D", warnAfter: "P1D" }, { within: "P1D" }, { within: "P1W", warnAfter: "PT1S" }],
    ),
    calendar: fc.constant("sales"),
  },
  { requiredKeys: ["entersStage", "severity", "ends", "lengths", "elapsed"] },
);

const segmentSets = fc.tuple(
  fc.constantFrom<readonly unknown[]>([[]], [[]], [{ by: [], grains: ["DAY", "ROLLING_7D"] }], []),
  fc.subarray<unknown>([
    ["channel"],
    { by: ["channel", "campaignId"], grains: ["MONTH", "ROLLING_7D"] },
    ["ownerId"],
    { by: ["ownerId", "channel"], grains: ["DAY", "WEEK"] },
    { by: ["campaignId"], grains: ["YEAR", "DAY", "ROLLING_30D"] },
  ]),
);

const publish = fc.record(
  {
    grains: fc.subarray(GRAINS, { minLength: 1 }),
    metrics: fc.subarray(
      [
        "leads_reached",
        "stage_population",
        "sla_compliance",
        "lagged_cost_per_lead",
        "target_pace",
        "velocity",
        "spend",
      ],
      { minLength: 1 },
    ),
  },
  { requiredKeys: [] },
);

const lag = fc.constantFrom<object | undefined>(
  undefined,
  { days: 0 },
  { days: 1 },
  { days: 30 },
  { velocity: "*>SQL", roundToDays: 1 },
  { velocity: "MQL>SQL", roundToDays: 7 },
);

const tenant = fc
  .record({
    zone: zoneChoice,
    currency: fc.constantFrom("EUR", "USD", "AUD"),
    rates: fc.subarray(["0.92", "1.0000001", "0.0061", "149.5"], { maxLength: 2 }),
    fiscalYearStartMonth: fc.constantFrom(undefined, 1, 2, 4, 7, 12),
    funnel,
    segments: segmentSets,
    calendar: fc.record({ zone: seldom(zoneChoice, 4), open: openHours, holidays: fc.boolean() }),
    slas: fc.array(sla, { maxLength: 3, size: "max" }),
    lag,
    publish: seldom(publish, 8),
  })
  .map((chosen) => {
    const currencies = ["GBP", "JPY"];
    const sets = chosen.segments.flat();
    const { roles, velocities } = chosen.funnel;
    return {
      zone: chosen.zone,
      yaml: {
        timeZone: chosen.zone.zone,
        currency: chosen.currency,
        exchangeRates: Object.fromEntries(chosen.rates.map((rate, index) => [currencies[index], RATE_MARK + rate])),
        fiscalYearStartMonth: chosen.fiscalYearStartMonth,
        funnel: { stages: STAGES, ...roles, velocities },
        segments: sets.length === 0 ? undefined : sets,
        calendars: {
          sales: {
            timeZone: chosen.calendar.zone?.zone,
            open: chosen.calendar.open,
            holidays: chosen.calendar.holidays ? chosen.zone.changes : undefined,
          },
        },
        slas: chosen.slas.map(({ entersStage, lengths, elapsed, ...policy }, index) => ({
          id: `sla-${index}`,
          starts: { entersStage },
          ...policy,
          ...(policy.calendar === undefined ? elapsed : lengths),
        })),
        cost: chosen.lag === undefined ? undefined : { lag: chosen.lag },
        publish: chosen.publish,
      },
    };
  });

const clock = fc.record(
  {
    lateness: fc.constantFrom("PT1S", "PT30S", "PT1H", "P3D"),
    grace: fc.constantFrom("PT1S", "PT36H", "P1D", "P5D"),
    maxFuture: fc.constantFrom("PT1S", "PT5M"),
  },
  { requiredKeys: [] },
);

/** Configurations of one to three tenants, one of them perhaps `*`. */
export const configs: fc.Arbitrary<ConfigChoice> = fc
  .record({
    ids: fc.constantFrom(["acme"], ["acme"], ["*"], ["acme", "*"], ["acme", "b.corp", "*"]),
    tenants: fc.tuple(tenant, tenant, tenant),
    clock: seldom(clock, 2),
    publish: seldom(publish, 8),
  })
  .map(({ ids, tenants, clock: clockChoice, publish: publishChoice }) => {
    const chosen = tenants.slice(0, ids.length);
    const document = {
      tenants: Object.fromEntries(chosen.map(({ yaml }, index) => [ids[index], yaml])),
      clock: clockChoice,
      publish: publishChoice,
    };
    // JSON is YAML, and leaves it to us how the digits of a rate are written.
    const yaml = JSON.stringify(document, null, 2).replaceAll(new RegExp(`"${RATE_MARK}([^"]*)"`, "g"), "$1");
    return { yaml: `${yaml}\n`, tenantIds: ids, zones: chosen.map(({ zone }) => zone) };
  });
