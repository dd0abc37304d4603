/**
 * The configuration as the model reads it: SEMANTICS 11, of YAML that is known to be right.
 *
 * The product's own reader checks and names errors; this one only fills in the defaults, so that a
 * default which the product misreads is not misread here too.
 */
import {
  type Actor,
  type CalendarConfig,
  DIMENSIONS,
  type Dimension,
  type ExactDecimal,
  type Grain,
  type LagConfig,
  METRICS,
  type MetricName,
  type PublishConfig,
  type SegmentSet,
  type SlaEnd,
  type SlaPolicy,
  type StagefoldConfig,
  type TenantConfig,
  type VelocityPair,
} from "@stagefold/domain";
import { type Document, isScalar, parseDocument } from "yaml";
import { dayOf } from "./local-day.ts";
import { CALENDAR_GRAINS } from "./metric-recipes.ts";

/** The YAML's shape as the contract describes it. */
interface YamlPublish {
  readonly grains?: readonly Grain[];
  readonly metrics?: readonly MetricName[];
}
type YamlSegmentSet = readonly Dimension[] | { readonly by: readonly Dimension[]; readonly grains?: readonly Grain[] };
type YamlEnd = { readonly activityBy: Actor } | { readonly leavesStage: true | readonly string[] };
interface YamlSla {
  readonly id: string;
  readonly severity: string;
  readonly starts: { readonly entersStage: string };
  readonly when?: NonNullable<SlaPolicy["when"]>;
  readonly ends: readonly YamlEnd[];
  readonly within: string;
  readonly warnAfter?: string;
  readonly calendar?: string;
}
interface YamlCalendar {
  readonly timeZone?: string;
  readonly open: Readonly<Record<string, readonly string[]>>;
  readonly holidays?: readonly string[];
}
type YamlLag = { readonly days: number } | { readonly velocity: string; readonly roundToDays: number };
interface YamlTenant {
  readonly timeZone: string;
  readonly currency: string;
  readonly exchangeRates?: Readonly<Record<string, number>>;
  readonly fiscalYearStartMonth?: number;
  readonly funnel: {
    readonly stages: readonly string[];
    readonly qualified: string;
    readonly accepted: string;
    readonly rejected?: string;
    readonly velocities?: readonly string[];
  };
  readonly segments?: readonly YamlSegmentSet[];
  readonly calendars?: Readonly<Record<string, YamlCalendar>>;
  readonly slas?: readonly YamlSla[];
  readonly cost?: { readonly lag: YamlLag };
  readonly publish?: YamlPublish;
}
interface YamlRoot {
  readonly tenants: Readonly<Record<string, YamlTenant>>;
  readonly clock?: { readonly lateness?: string; readonly maxFuture?: string; readonly grace?: string };
  readonly publish?: YamlPublish;
}

const ALL_GRAINS: readonly Grain[] = [...CALENDAR_GRAINS, "ROLLING_7D", "ROLLING_30D", "ROLLING_90D"];
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Reads a configuration that is right. Throws something unspecific where it is not. */
export function readConfig(text: string): StagefoldConfig {
  const document = parseDocument(text);
  const root = document.toJS() as YamlRoot;
  const clock = root.clock ?? {};
  const tenants = Object.entries(root.tenants).map(
    ([id, tenant]) => [id, tenantOf(document, id, tenant, tenant.publish ?? root.publish)] as const,
  );
  return {
    tenants: new Map(tenants),
    clock: {
      latenessMs: durationMs(clock.lateness ?? "PT30S"),
      maxFutureMs: durationMs(clock.maxFuture ?? "PT5M"),
      graceMs: durationMs(clock.grace ?? "P1D"),
    },
  };
}

/** A duration in ms: a day is 24 hours. */
function durationMs(text: string): number {
  return Temporal.Duration.from(text).total({ unit: "milliseconds", relativeTo: "2000-01-01T00:00[UTC]" });
}

function tenantOf(document: Document, id: string, tenant: YamlTenant, publish: YamlPublish | undefined): TenantConfig {
  const rates = Object.keys(tenant.exchangeRates ?? {}).map((currency) => {
    const node = document.getIn(["tenants", id, "exchangeRates", currency], true);
    if (!isScalar(node)) throw new TypeError(`${currency} has no rate`);
    return [currency, decimalOf(node.source ?? String(node.value))] as const;
  });
  return {
    timeZone: tenant.timeZone,
    currency: tenant.currency,
    exchangeRates: new Map(rates),
    fiscalYearStartMonth: tenant.fiscalYearStartMonth ?? 1,
    funnel: {
      stages: tenant.funnel.stages,
      qualified: tenant.funnel.qualified,
      accepted: tenant.funnel.accepted,
      rejected: tenant.funnel.rejected ?? null,
      velocities: (tenant.funnel.velocities ?? []).map(pairOf),
    },
    segments: (tenant.segments ?? [[]]).map(segmentSetOf),
    slas: (tenant.slas ?? []).map((sla) => policyOf(sla, tenant)),
    lag: lagOf(tenant.cost?.lag),
    publish: publishOf(publish),
  };
}

function decimalOf(text: string): ExactDecimal {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

function pairOf(text: string): VelocityPair {
  const [from = "", to = ""] = text.split(">");
  return { from, to };
}

function segmentSetOf(set: YamlSegmentSet): SegmentSet {
  const by = "by" in set ? set.by : set;
  const dimensions = DIMENSIONS.filter((dimension) => by.includes(dimension));
  const byDefault = by.length === 0 ? ALL_GRAINS : CALENDAR_GRAINS;
  const grains = "by" in set ? (set.grains ?? byDefault) : byDefault;
  return { dimensions, grains: ALL_GRAINS.filter((grain) => grains.includes(grain)) };
}

function policyOf(sla: YamlSla, tenant: YamlTenant): SlaPolicy {
  return {
    id: sla.id,
    severity: sla.severity,
    entersStage: sla.starts.entersStage,
    when: sla.when ?? null,
    ends: sla.ends.map(endOf),
    withinMs: durationMs(sla.within),
    warnAfterMs: sla.warnAfter === undefined ? null : durationMs(sla.warnAfter),
    calendar: sla.calendar === undefined ? null : calendarOf(tenant.calendars?.[sla.calendar], tenant.timeZone),
  };
}

function endOf(end: YamlEnd): SlaEnd {
  if ("activityBy" in end) return { kind: "activityBy", actor: end.activityBy };
  return { kind: "leavesStage", stages: end.leavesStage === true ? null : end.leavesStage };
}

function calendarOf(calendar: YamlCalendar | undefined, tenantZone: string): CalendarConfig {
  if (calendar === undefined) throw new TypeError("a calendar is not there");
  const open = WEEKDAYS.map((weekday) =>
    Object.entries(calendar.open)
      .filter(([days]) => namesWeekday(days, weekday))
      .flatMap(([, spans]) => spans.map(spanOf))
      .sort((a, b) => a.fromMinute - b.fromMinute),
  );
  const holidays = (calendar.holidays ?? []).map((day) => dayOf(Temporal.PlainDate.from(day)));
  return { timeZone: calendar.timeZone ?? tenantZone, open, holidays: new Set<number>(holidays) };
}

function namesWeekday(days: string, weekday: string): boolean {
  const [first = "", last = first] = days.split("-").map((day) => WEEKDAYS.indexOf(day));
  if (typeof first !== "number" || typeof last !== "number") return false;
  const length = (last - first + 7) % 7;
  return (WEEKDAYS.indexOf(weekday) - first + 7) % 7 <= length;
}

function spanOf(span: string): { readonly fromMinute: number; readonly toMinute: number } {
  const [fromMinute = 0, toMinute = 0] = span.split("-").map((time) => {
    const [hour = 0, minute = 0] = time.split(":").map(Number);
    return hour * 60 + minute;
  });
  return { fromMinute, toMinute };
}

function lagOf(lag: YamlLag | undefined): LagConfig | null {
  if (lag === undefined) return null;
  if ("days" in lag) return { kind: "days", days: lag.days };
  return { kind: "velocity", pair: pairOf(lag.velocity), roundToDays: lag.roundToDays };
}

function publishOf(publish: YamlPublish | undefined): PublishConfig {
  const metrics = publish?.metrics;
  const grains = publish?.grains;
  return {
    metrics: metrics === undefined ? null : new Set(METRICS.filter((metric) => metrics.includes(metric))),
    grains: grains === undefined ? null : new Set(ALL_GRAINS.filter((grain) => grains.includes(grain))),
  };
}
