/** How fast leads are worked on: velocity, the SLA policies, the owners behind, the newest breaches. */
import type { Long, SlaBreachEvent } from "@stagefold/domain";
import { countText, durationText, localTimeText, monthsText, percentText } from "./number-text.ts";
import type { TenantFacts } from "./tenant-facts.ts";
import { numberColumn, type TextTable, textColumn } from "./text-table.ts";

const MONTHS_SHOWN = 7;
const SLA_MONTHS_SHOWN = 3;
const OWNERS_SHOWN = 5;
const BREACHES_SHOWN = 8;
/** Below so many clocks a rate says little. */
const FEWEST_CLOCKS = 20;

/** How long leads took from qualified to accepted, and stood in qualified. Pure. */
export function velocityTable(facts: TenantFacts): TextTable {
  const { qualified, accepted } = facts.config.funnel;
  return {
    title: "Velocity by month",
    caption: `Time from ${qualified} to ${accepted} of leads accepted in the month; time in ${qualified} of those that left it.`,
    columns: [
      textColumn("Month"),
      ...[`${qualified}>${accepted} median`, "90% within", `In ${qualified} median`, "90% within"].map(numberColumn),
    ],
    rows: facts
      .periods("MONTH")
      .slice(-MONTHS_SHOWN)
      .map((month) => {
        const velocity = facts.value("velocity", `${qualified}>${accepted}`, month);
        const inStage = facts.value("time_in_stage", qualified, month);
        return [
          monthsText(month.start, month.end),
          durationText(velocity?.sampleP50),
          durationText(velocity?.sampleP90),
          durationText(inStage?.sampleP50),
          durationText(inStage?.sampleP90),
        ];
      }),
  };
}

/** Each policy in the newest months. Pure. */
export function slaTable(facts: TenantFacts): TextTable {
  const months = facts.periods("MONTH").slice(-SLA_MONTHS_SHOWN);
  return {
    title: "SLA compliance",
    caption: "Clocks by the month they started in. Compliance: those met, of those met or breached.",
    columns: [
      textColumn("Policy"),
      textColumn("Month"),
      ...["Allowed", "Median", "Met", "Breached", "Cancelled", "Compliance", "Within 1 h"].map(numberColumn),
    ],
    rows: facts.config.slas.flatMap(({ id, withinMs }) =>
      months.map((month) => [
        id,
        monthsText(month.start, month.end),
        durationText(withinMs),
        durationText(facts.value("sla_response_time", id, month)?.sampleP50),
        countText(facts.value("sla_met", id, month)?.numerator),
        countText(facts.value("sla_breached", id, month)?.numerator),
        countText(facts.value("sla_cancelled", id, month)?.numerator),
        percentText(facts.value("sla_compliance", id, month)?.value),
        percentText(facts.value("sla_within_1h", id, month)?.value),
      ]),
    ),
  };
}

/** Who keeps the first policy least, over all months. Pure. */
export function ownerTable(facts: TenantFacts): TextTable {
  const policy = facts.config.slas[0]?.id ?? null;
  const totals = new Map<string, { met: number; judged: number }>();
  for (const month of facts.periods("MONTH")) {
    for (const { ownerId, numerator, denominator } of facts.broken("sla_compliance", policy, month, ["ownerId"])) {
      const total = totals.get(ownerId ?? "") ?? { met: 0, judged: 0 };
      total.met += Number(numerator ?? 0);
      total.judged += Number(denominator ?? 0);
      totals.set(ownerId ?? "", total);
    }
  }
  const ranked = [...totals]
    .filter(([, { judged }]) => judged >= FEWEST_CLOCKS)
    .sort(([, a], [, b]) => a.met / a.judged - b.met / b.judged)
    .slice(0, OWNERS_SHOWN);
  return {
    title: "Owners to talk to",
    caption: `Lowest compliance with ${policy ?? "the SLA"} over all months, of owners with ${FEWEST_CLOCKS} clocks or more.`,
    columns: [textColumn("Owner"), ...["Met", "Breached", "Compliance"].map(numberColumn)],
    rows: ranked.map(([ownerId, { met, judged }]) => [
      ownerId,
      countText(met),
      countText(judged - met),
      percentText(met / judged),
    ]),
  };
}

/** The breaches that fell due last, and how things stand. `now`: the clock, ms since epoch. Pure. */
export function breachTable(facts: TenantFacts, now: number): TextTable {
  const worrying = (kind: SlaBreachEvent["kind"]) => facts.breaches.filter((event) => event.kind === kind);
  const open = worrying("BREACHED");
  const atRisk = worrying("AT_RISK").length;
  const latest = [...open, ...worrying("RESOLVED")]
    .sort((a, b) => b.dueAt - a.dueAt || (a.clockId < b.clockId ? -1 : 1))
    .slice(0, BREACHES_SHOWN);
  return {
    title: "Latest SLA breaches",
    caption: `Overdue now: ${countText(open.length)}, at risk: ${countText(atRisk)}. Due in local time; overdue until it ended, or until now.`,
    columns: [...["Lead", "Owner", "Policy", "Due"].map(textColumn), numberColumn("Overdue"), textColumn("State")],
    rows: latest.map((event) => [
      event.leadId,
      event.ownerId ?? "(none)",
      event.slaId,
      localTimeText(event.dueAt, facts.config.timeZone),
      durationText(overdueMs(event, now)),
      event.kind === "BREACHED" ? "open" : "resolved",
    ]),
  };
}

function overdueMs(event: SlaBreachEvent, now: number): Long | null {
  return event.kind === "BREACHED" ? now - event.dueAt : event.overdueMs;
}
