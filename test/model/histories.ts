/**
 * Random inputs of a replay: a configuration, lines of records, and the instant at which it ends.
 *
 * What happens, happens at few instants, chosen where the contract has its edges: the starts and
 * ends of days around a change of clocks, opening hours, and the moments at which an SLA that began at
 * one of the others is due. So events coincide, fall on deadlines and cross periods far more often
 * than chance would have it.
 */
import fc from "fast-check";
import { type ConfigChoice, configs, STAGES, seldom, ZONES } from "./config-histories.ts";
import { dateOf, dayOf, startOfDay } from "./local-day.ts";
import { afterOpenTime, localTime } from "./open-time.ts";
import { readConfig } from "./read-config.ts";

/** A whole input of a replay. */
export interface History {
  readonly configYaml: string;
  /** NDJSON lines in the order of reading, without line ends. */
  readonly lines: readonly string[];
  /** The INSTANT in ms; null: not given. */
  readonly until: number | null;
}

/** How large histories get. */
export interface HistorySize {
  readonly leads: number;
  /** Records before duplicates and conflicts are added. */
  readonly records: number;
  /** Leads may be erased: then the order of reading matters. Default false. */
  readonly erasures?: boolean;
}

const DAY_OFFSETS = [-400, -62, -31, -30, -8, -7, -2, -1, 0, 0, 0, 1, 2, 3, 7, 30, 31];
const MINUTES = [0, 0, 0, 15, 30, 60, 90, 120, 135, 150, 180, 540, 780, 840, 1080, 1380, 1439, 1440];
const NUDGES = [0, 0, 0, -1, 1, 1000, 1_800_000];

/** Something that picks one of a list, whatever its length. */
const pick = fc.noBias(fc.nat({ max: 1_000_000 }));

function picked<T>(list: readonly T[], choice: number): T {
  return list[choice % list.length] as T;
}

const momentChoice = fc.record({
  zone: pick,
  change: pick,
  offset: fc.constantFrom(...DAY_OFFSETS),
  minute: fc.constantFrom(...MINUTES),
  nudge: fc.constantFrom(...NUDGES),
  /** Whether it is a deadline of the moment before. */
  policy: seldom(pick, 3),
  warns: fc.boolean(),
});
type MomentChoice = typeof momentChoice extends fc.Arbitrary<infer T> ? T : never;

/** The instants at which the history plays. Ascending in no way. */
function momentsOf(config: ConfigChoice, choices: readonly MomentChoice[]): readonly number[] {
  const policies = [...readConfig(config.yaml).tenants.values()].flatMap((tenant) => tenant.slas);
  const home = config.zones[0] ?? ZONES[0];
  const change = dayOf(Temporal.PlainDate.from(home?.changes[0] ?? "2026-03-29"));
  const moments: number[] = [];
  for (const { zone, offset, minute, nudge, policy, warns } of choices) {
    const before = moments.at(-1);
    if (before !== undefined && policy !== undefined && policies.length > 0) {
      const { withinMs, warnAfterMs, calendar } = picked(policies, policy);
      moments.push(afterOpenTime(before, warns ? (warnAfterMs ?? withinMs) : withinMs, calendar) + Math.sign(nudge));
    } else {
      moments.push(localTime(picked(config.zones, zone).zone, change + offset, minute) + nudge);
    }
  }
  return moments;
}

const carried = {
  channel: fc.constantFrom(undefined, undefined, null, "", "paid", "paid", "organic"),
  campaignId: fc.constantFrom(undefined, undefined, null, "c1", "c2"),
  ownerId: fc.constantFrom(undefined, undefined, "", "ann", "bob"),
};
const place = { tenant: pick, lead: pick, moment: pick, id: seldom(fc.nat({ max: 3 }), 12) };
const sequence = fc.constantFrom(undefined, undefined, null, 0, 1, -1, 2);

const stageChange = fc.record({
  ...place,
  kind: fc.constant("stage" as const),
  stage: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("MQL", "MQL", "SQL", "REJECTED") },
    fc.constantFrom(...STAGES),
  ),
  sequence,
  reason: fc.constantFrom(undefined, undefined, "budget"),
  ...carried,
  form: fc.nat({ max: 3 }),
});
const activity = fc.record({
  ...place,
  kind: fc.constant("activity" as const),
  actor: fc.constantFrom("SALES", "SALES", "LEAD", "MARKETING", null, undefined),
  sequence,
  form: fc.nat({ max: 3 }),
});
const spend = fc.record({
  ...place,
  kind: fc.constant("spend" as const),
  line: fc.nat({ max: 3 }),
  revision: fc.constantFrom(undefined, 0, 1, 2),
  offset: fc.constantFrom(...DAY_OFFSETS),
  days: fc.constantFrom(1, 1, 1, 2, 3, 7, 7, 28, 31, 31, 90, 90, 400, 3660, 3661, 0),
  amount: fc.constantFrom(
    "0",
    "1",
    "-7",
    "1000000007",
    "-100000000",
    "250000000",
    `${10n ** 16n}`,
    `${10n ** 16n + 1n}`,
  ),
  currency: fc.constantFrom("EUR", "USD", "AUD", "GBP", "JPY", "eur"),
  channel: carried.channel,
  campaignId: carried.campaignId,
});
const target = fc.record({
  ...place,
  kind: fc.constant("target" as const),
  stage: fc.constantFrom("MQL", "MQL", "SQL", "CUSTOMER"),
  month: fc.constantFrom(-2, -1, 0, 0, 1, 2),
  channel: carried.channel,
  revision: fc.constantFrom(undefined, 0, 1),
  target: fc.constantFrom(0, 0, 1, 2, 3, 7, 7, 12, 100, -1),
});
const flawed = fc.record({
  kind: fc.constant("flawed" as const),
  line: fc.constantFrom(
    "{",
    "[]",
    "null",
    "  ",
    '{"type":"Nonsense"}',
    '{"type":"LeadStageChanged","eventId":"u1","tenantId":"acme","leadId":"L0","occurredAt":"2026-01-01T00:00:00","stage":"MQL"}',
    '{"type":"LeadStageChanged","eventId":"u2","tenantId":"acme","leadId":"L0","occurredAt":"2999-01-01T00:00:00Z","stage":"MQL"}',
    '{"type":"LeadStageChanged","eventId":"u3","tenantId":"acme","leadId":"L0","occurredAt":"2026-01-01T00:00:00Z","stage":"mql"}',
    '{"type":"LeadStageChanged","eventId":"u4","tenantId":"acme","leadId":"L0","occurredAt":"2026-01-01T00:00:00Z","stage":"MQL","channel":"(none)"}',
    '{"type":"LeadActivityRecorded","eventId":"u5","tenantId":"acme","leadId":"L|0","occurredAt":"2026-01-01T00:00:00Z","kind":"call"}',
    '{"type":"LeadActivityRecorded","eventId":"u6","tenantId":"acme","leadId":"L0","occurredAt":"2026-01-01T00:00:00Z","kind":"call","actor":"NOBODY"}',
    '{"type":"SpendRecorded","eventId":"u7","tenantId":"acme","spendId":"x","firstDay":"2026-02-29","lastDay":"2026-03-01","amountMicros":1,"currency":"EUR"}',
    '{"type":"SpendRecorded","eventId":"u8","tenantId":"acme","spendId":"x","firstDay":"2026-02-01","lastDay":"2026-03-01","amountMicros":9223372036854775808,"currency":"EUR"}',
    '{"type":"TargetSet","eventId":"u9","tenantId":"acme","stage":"MQL","month":"2026-00","target":1}',
  ),
});
const erasure = fc.record({ ...place, kind: fc.constant("erasure" as const) });
const recordChoice = fc.oneof(
  { weight: 12, arbitrary: stageChange },
  { weight: 4, arbitrary: activity },
  { weight: 4, arbitrary: spend },
  { weight: 3, arbitrary: target },
  { weight: 1, arbitrary: flawed },
);
const recordOrErasure = fc.oneof({ weight: 24, arbitrary: recordChoice }, { weight: 1, arbitrary: erasure });
type RecordChoice = typeof recordOrErasure extends fc.Arbitrary<infer T> ? T : never;

/** An eventId whose order by UTF-8 is not always its order by UTF-16. */
const ID_HEADS = ["e", "a", "Z", "é", "～", "😀"];

/** What all the lines of one history share. */
interface Scene {
  readonly tenantIds: readonly string[];
  readonly leads: number;
  readonly moments: readonly number[];
  /** The day that the history turns around. */
  readonly day: number;
}

/** The same instant, written in one of the ways the contract allows. */
function instantText(at: number, form: number): string {
  const instant = Temporal.Instant.fromEpochMilliseconds(at);
  if (form === 0) return instant.toString();
  if (form === 1) return instant.toString({ timeZone: "+05:30" });
  if (form === 2) return instant.toString({ timeZone: "-03:00", fractionalSecondDigits: 3 });
  return `${instant.toString({ fractionalSecondDigits: 3 }).slice(0, -1)}987Z`;
}

function lineOf(scene: Scene, choice: RecordChoice, index: number): string {
  if (choice.kind === "flawed") return choice.line;
  const { kind, tenant, lead, moment, id, ...fields } = choice;
  const head = picked(ID_HEADS, lead + index);
  const eventId = `${head}${id ?? `-${index}`}`;
  const tenantId = picked(scene.tenantIds, tenant);
  const leadId = `L${lead % scene.leads}`;
  const occurredAt = picked(scene.moments, moment);
  if ("form" in fields) {
    const { form, ...rest } = fields;
    const type = kind === "stage" ? "LeadStageChanged" : "LeadActivityRecorded";
    const activityKind = kind === "activity" ? { kind: "call" } : {};
    return JSON.stringify({
      type,
      eventId,
      tenantId,
      leadId,
      occurredAt: instantText(occurredAt, form),
      ...rest,
      ...activityKind,
    });
  }
  if ("amount" in fields) {
    const { line, offset, days, amount, ...rest } = fields;
    const first = dateOf(scene.day + offset);
    const period = { firstDay: first.toString(), lastDay: first.add({ days: days - 1 }).toString() };
    const text = JSON.stringify({
      type: "SpendRecorded",
      eventId: `${eventId}$`,
      tenantId,
      spendId: `s${line}`,
      ...period,
      ...rest,
    });
    return `${text.slice(0, -1)},"amountMicros":${amount}}`;
  }
  if (!("month" in fields))
    return JSON.stringify({ type: "LeadErased", eventId, tenantId, leadId, occurredAt: instantText(occurredAt, 0) });
  const month = dateOf(scene.day).toPlainYearMonth().add({ months: fields.month }).toString();
  return JSON.stringify({ type: "TargetSet", eventId, tenantId, ...fields, month });
}

/** What makes another record of a line, under the same id. */
const OTHER_CONTENT: readonly (readonly [string, string])[] = [
  ['"stage":"MQL"', '"stage":"SQL"'],
  ['"stage":', '"reason":"twice","stage":'],
  ['"actor":"SALES"', '"actor":"LEAD"'],
  ['"spendId":"s', '"spendId":"t'],
];

/** A line again, the same or with other content where there is some. */
function repeated(line: string, differs: boolean): string {
  const other = OTHER_CONTENT.find(([from]) => line.includes(from));
  return differs && other !== undefined && !line.includes('"reason"') ? line.replace(other[0], other[1]) : line;
}

const untilChoice = fc.record({
  kind: fc.constantFrom("none", "moment", "moment", "moment", "day", "day", "before", "after"),
  choice: pick,
  offset: fc.constantFrom(-30, -1, 0, 1, 2, 3, 6, 8, 31),
  nudge: fc.constantFrom(0, 0, -1, 1, 43_200_000),
});

function untilOf(
  scene: Scene,
  config: ConfigChoice,
  until: typeof untilChoice extends fc.Arbitrary<infer T> ? T : never,
): number | null {
  const { kind, choice, offset, nudge } = until;
  if (kind === "none") return null;
  if (kind === "moment") return picked(scene.moments, choice) + nudge;
  const days = kind === "before" ? -500 : kind === "after" ? 150 : offset;
  return startOfDay(picked(config.zones, choice).zone, scene.day + days) + nudge;
}

/** Inputs of a replay, up to the given size. */
export function histories(
  { leads, records, erasures = false }: HistorySize = { leads: 4, records: 40 },
): fc.Arbitrary<History> {
  return fc
    .record({
      config: configs,
      leads: fc.integer({ min: 1, max: leads }),
      moments: fc.array(momentChoice, { minLength: 3, maxLength: 14, size: "max" }),
      records: fc.array<RecordChoice>(erasures ? recordOrErasure : recordChoice, { maxLength: records, size: "max" }),
      again: fc.array(fc.record({ of: pick, differs: fc.boolean() }), { maxLength: 4 }),
      order: fc.constantFrom("as made", "by text", "reversed"),
      until: untilChoice,
    })
    .map(({ config, leads: leadCount, moments, records: choices, again, order, until }) => {
      const others = config.tenantIds.includes("*") ? ["zeta", "acme"] : ["acme", "acme", "acme", "nobody"];
      const home = config.zones[0]?.changes[0] ?? "2026-03-29";
      const scene: Scene = {
        tenantIds: [...new Set([...config.tenantIds.filter((id) => id !== "*"), ...others])],
        leads: leadCount,
        moments: momentsOf(config, moments),
        day: dayOf(Temporal.PlainDate.from(home)),
      };
      const made = choices.map((choice, index) => lineOf(scene, choice, index));
      const repeats = made.length === 0 ? [] : again.map(({ of, differs }) => repeated(picked(made, of), differs));
      const lines = [...made, ...repeats];
      if (order === "by text") lines.sort();
      if (order === "reversed") lines.reverse();
      return { configYaml: config.yaml, lines, until: untilOf(scene, config, until) };
    });
}

/** Inputs of which the order of reading is given: leads may be erased in them. */
export const erasingHistories: fc.Arbitrary<History> = histories({ leads: 4, records: 40, erasures: true });
