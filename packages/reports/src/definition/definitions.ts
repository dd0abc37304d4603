/**
 * Every figure of the reports, defined once: the API's documentation and the dashboard's hovers are made of these.
 *
 * The first part is the metrics of SEMANTICS 7, under their names; the second, what the reports make of stays,
 * clocks and several metrics.
 */
import type { Definition, DefinitionSubject, Unit } from "./definition.ts";

type Text = readonly [name: string, what: string, formula: string, unit: Unit, where: string];

function metric(id: string, subject: DefinitionSubject | null, text: Text): Definition {
  const [name, what, formula, unit, where] = text;
  return { id, name, what, formula, unit, metric: id, subject, where: `docs/metrics.md#${where}` };
}

function made(id: string, text: Text): Definition {
  const [name, what, formula, unit, where] = text;
  return { id, name, what, formula, unit, metric: null, subject: null, where };
}

const METRIC_DEFINITIONS = [
  metric("leads_reached", "stage", [
    "Leads reached",
    "How many leads came to the stage for the first time in the period.",
    "leads whose first stay in the stage was entered in the period",
    "leads",
    "counts",
  ]),
  metric("stage_entries", "stage", [
    "Entries",
    "How often the stage was entered in the period, by new leads and by those that came again.",
    "stays entered in the period",
    "stays",
    "counts",
  ]),
  metric("stage_exits", "stage", [
    "Exits",
    "How often the stage was left in the period.",
    "stays exited in the period",
    "stays",
    "counts",
  ]),
  metric("stage_population", "stage", [
    "In the stage",
    "How many leads were in the stage at the end of the day.",
    "leads in the stage in the day's last millisecond; today, at the clock",
    "leads",
    "counts",
  ]),
  metric("time_in_stage", "stage", [
    "Time in stage",
    "How long the stays that ended in the period had lasted.",
    "mean and percentiles of exit less entry, of stays exited in the period; percentiles within 1 %",
    "ms",
    "times",
  ]),
  metric("velocity", "velocity", [
    "Velocity",
    "How long leads took from one stage to another.",
    "mean and percentiles of the time between reaching the first stage and the second, of leads that reached the second in the period",
    "ms",
    "times",
  ]),
  metric("acceptance_rate", "accepted", [
    "MQL efficiency",
    "How many SQLs there were for each MQL of the same period. The closer to 100 %, the better the MQLs.",
    "leads that reached SQL in the period / leads that reached MQL in the period; each counted when it happened, so it may exceed 100 %",
    "ratio",
    "mql-to-sql",
  ]),
  metric("mqls_per_sql", "accepted", [
    "MQLs per SQL",
    "How many MQLs it took for one SQL: the inverse of the efficiency, as older reports print it.",
    "leads that reached MQL in the period / leads that reached SQL in the period",
    "mqls_per_sql",
    "mql-to-sql",
  ]),
  metric("cohort_acceptance_rate", "accepted", [
    "Cohort acceptance",
    "Of the leads that became MQLs in the period, the share that sales has accepted to this day. It may still grow.",
    "of the leads that reached MQL in the period, those that reached SQL then or later, whenever / all of them",
    "ratio",
    "mql-to-sql",
  ]),
  metric("leads_rejected", "rejected", [
    "Rejected",
    "How many stays as MQL sales ended with a rejection in the period.",
    "stays in MQL that ended in the period, into the rejected stage",
    "leads",
    "mql-to-sql",
  ]),
  metric("sla_met", "sla", [
    "Met",
    "How many clocks of the agreement that started in the period ended in time.",
    "clocks started in the period that ended at or before they were due",
    "clocks",
    "slas",
  ]),
  metric("sla_breached", "sla", [
    "Breached",
    "How many clocks of the agreement that started in the period ran out, whether somebody acted later or not.",
    "clocks started in the period that had not ended when they were due",
    "clocks",
    "slas",
  ]),
  metric("sla_cancelled", "sla", [
    "Cancelled",
    "How many clocks of the agreement that started in the period stopped mattering before they were due.",
    "clocks started in the period whose stay ended in time without what the agreement asks for",
    "clocks",
    "slas",
  ]),
  metric("sla_compliance", "sla", [
    "Compliance",
    "The share of decided clocks that kept the agreement.",
    "met / (met + breached), of clocks started in the period",
    "ratio",
    "slas",
  ]),
  metric("sla_response_time", "sla", [
    "Response time",
    "How long it took until what the agreement asks for happened, in elapsed time.",
    "mean and percentiles of end less start, of clocks started in the period that ended",
    "ms",
    "slas",
  ]),
  metric("sla_within_1h", "sla", [
    "Within the hour",
    "The share of decided clocks that ended within one hour: speed to lead.",
    "clocks started in the period that ended within one elapsed hour / (met + breached)",
    "ratio",
    "slas",
  ]),
  metric("spend", null, [
    "Spend",
    "Marketing money of the days of the period.",
    "each line of spend spread evenly over its days, converted to the tenant's currency; the days of the period summed",
    "currency",
    "money",
  ]),
  metric("cost_per_lead", "accepted", [
    "Cost per lead",
    "What one lead that reached the stage cost, by the money of the same period.",
    "spend of the period / leads that reached the stage in the period",
    "currency",
    "money",
  ]),
  metric("lagged_cost_per_lead", "accepted", [
    "Lagged cost per lead",
    "What one lead that reached the stage cost, by the money that was spent when it was won: one lag earlier.",
    "spend on the period's days moved back by the lag / leads that reached the stage in the period",
    "currency",
    "money",
  ]),
  metric("target_attainment", "stage", [
    "Target attained",
    "How much of the period's target has been reached.",
    "leads that reached the stage in the period / target; of longer periods, the sum of the months' targets",
    "ratio",
    "targets",
  ]),
  metric("target_pace", "stage", [
    "Pace",
    "How the month stands against the part of its target that was due by now: 100 % is on course.",
    "leads that reached the stage in the month / (target x share of the month's time that has passed)",
    "ratio",
    "targets",
  ]),
] as const;

const METRICS_PAGE = "docs/metrics.md";
const REPORTS_PAGE = "docs/reports.md";

const REPORT_DEFINITIONS = [
  made("rejected_reasons", [
    "Reasons for rejection",
    "Why sales rejected MQLs in the period.",
    "of each stay in MQL that ended into the rejected stage in the period, the reason given with the rejection; in the segment of the stay in MQL; without leads that were erased since, which leads_rejected still counts",
    "stays",
    `${REPORTS_PAGE}#mql-report`,
  ]),
  made("listed_leads", [
    "Leads on the list",
    "How many leads that came to the stage for the first time in the period are listed.",
    "leads whose first stay in the stage was entered in the period; without leads that were erased since, which leads_reached still counts",
    "leads",
    `${REPORTS_PAGE}#sql-report`,
  ]),
  made("open_mqls", [
    "Still open",
    "MQLs of the period that nobody has decided yet.",
    "stays in MQL entered in the period that have not been left at the clock",
    "stays",
    `${REPORTS_PAGE}#mql-report`,
  ]),
  made("open_age", [
    "Age of what is open",
    "How long leads that are in the stage have been there.",
    "clock less entry, of stays not left at the clock; the percentile q of n ages is the one at index floor(q (n - 1)), exactly",
    "ms",
    `${REPORTS_PAGE}#velocity-report`,
  ]),
  made("target", [
    "Target",
    "How many leads should reach the stage in the period.",
    "the newest revision of the month's target; of longer periods, the sum of the months' where each has one",
    "leads",
    `${METRICS_PAGE}#targets`,
  ]),
  made("projection", [
    "Projection",
    "What the period comes to if it goes on as it went so far.",
    "leads that reached the stage so far / share of the period's time that has passed; once it is over, what it came to",
    "leads",
    `${REPORTS_PAGE}#mql-report`,
  ]),
  made("elapsed", [
    "Time passed",
    "How much of the period's time has passed at the clock.",
    "elapsed time since the period's beginning / its length, in the tenant's time zone; at most 1",
    "ratio",
    `${METRICS_PAGE}#targets`,
  ]),
  made("trend", [
    "Trend",
    "The change to the period before.",
    "value / value of the period before, less 1; of a rolling period, of the one that ended where this one begins",
    "ratio",
    `${REPORTS_PAGE}#sql-report`,
  ]),
  made("lag", [
    "Lag",
    "How long money takes to become leads that reach the stage.",
    "days as configured, or the mean of the configured velocity over the period, rounded half up to whole multiples",
    "days",
    `${METRICS_PAGE}#money`,
  ]),
  made("since_qualified", [
    "From MQL to SQL",
    "How long the lead took from becoming an MQL to becoming an SQL.",
    "first entry to SQL less first entry to MQL; none where it did not become an MQL before",
    "ms",
    `${METRICS_PAGE}#times`,
  ]),
  made("since_begin", [
    "From the beginning to SQL",
    "How long the lead took from its first stage to SQL.",
    "first entry to SQL less the lead's first entry to any stage",
    "ms",
    `${METRICS_PAGE}#times`,
  ]),
  made("histogram", [
    "Distribution of time in stage",
    "How many stays that ended in the period lasted how long.",
    "stays exited in the period, counted by their length; without leads that were erased since, which time_in_stage still counts",
    "stays",
    `${REPORTS_PAGE}#velocity-report`,
  ]),
  made("sla_kept", [
    "Agreement kept",
    "The share of decided clocks of the stage that kept the agreement.",
    "met / (met + breached), of clocks started in the period",
    "ratio",
    `${METRICS_PAGE}#slas`,
  ]),
  made("broken_share", [
    "Agreement broken",
    "The share of decided clocks that broke the agreement, even where the mean looks fine.",
    "breached / (met + breached), of clocks started in the period",
    "ratio",
    `${METRICS_PAGE}#slas`,
  ]),
  made("mean_keeps", [
    "Mean within the agreement",
    "Whether the mean response alone would make the agreement look kept.",
    "mean response time of the clocks started in the period, at most what the agreement allows; elapsed time, so not said of agreements in business hours",
    "ms",
    `${REPORTS_PAGE}#velocity-report`,
  ]),
  made("open_clocks", [
    "Open clocks",
    "Clocks that are running: nothing has ended them yet.",
    "clocks of stays that neither ended nor were left at the clock: open, at risk once the warning time has passed, breached once they are overdue",
    "clocks",
    `${REPORTS_PAGE}#sla-board`,
  ]),
  made("time_left", [
    "Time left",
    "How long until the clock is due; negative once it is overdue.",
    "due less clock, in elapsed time",
    "ms",
    `${REPORTS_PAGE}#sla-board`,
  ]),
  made("overdue", [
    "Overdue",
    "How long after it was due the clock ended, or how long it has been running past that.",
    "end (or the clock, while it is open) less due, in elapsed time",
    "ms",
    `${REPORTS_PAGE}#sla-board`,
  ]),
  made("breaches_by", [
    "Breaches",
    "How many clocks that started in the period ran out, by who held the lead, by campaign and by agreement.",
    "clocks started in the period whose newest event is BREACHED (open) or RESOLVED; without leads that were erased since, which sla_breached still counts",
    "clocks",
    `${REPORTS_PAGE}#sla-board`,
  ]),
  made("reference_within_1h", [
    "Firms that respond within an hour",
    "The share of 2,241 audited firms that responded to a web lead within an hour: a line to compare with.",
    "as published, not computed",
    "ratio",
    `${REPORTS_PAGE}#sla-board`,
  ]),
] as const;

/** All definitions, metrics first. */
export const DEFINITIONS: readonly Definition[] = [...METRIC_DEFINITIONS, ...REPORT_DEFINITIONS];

const BY_ID: ReadonlyMap<string, Definition> = new Map(DEFINITIONS.map((definition) => [definition.id, definition]));

/** The definition with this id; undefined: there is none. Pure. */
export function definitionOf(id: string): Definition | undefined {
  return BY_ID.get(id);
}
