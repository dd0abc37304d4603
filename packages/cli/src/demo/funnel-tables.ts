/** The MQL report by month, the SQL report by quarter, and the campaigns that sales likes least. */
import type { LagConfig } from "@stagefold/domain";
import { countText, moneyText, monthsText, percentText, UNDEFINED_TEXT } from "./number-text.ts";
import type { MetricValue, Period, TenantFacts } from "./tenant-facts.ts";
import { numberColumn, type TextTable, textColumn } from "./text-table.ts";

const MONTHS_SHOWN = 7;
const QUARTERS_SHOWN = 4;
const CAMPAIGNS_SHOWN = 5;
/** What the segment of leads without a campaign is called: SEMANTICS 6. */
const NO_CAMPAIGN = "(none)";
/** Below so many leads a rate says little. */
const FEWEST_LEADS = 20;

/** What marketing passed to sales in each month, and what became of it. `day`: today. Pure. */
export function mqlTable(facts: TenantFacts, day: number): TextTable {
  const { qualified, accepted, rejected } = facts.config.funnel;
  const months = facts.periods("MONTH").slice(-MONTHS_SHOWN);
  return {
    title: `${qualified} report by month`,
    caption: `Efficiency: ${accepted}s per ${qualified} of the same month. Cohort: share of its ${qualified}s accepted to this day.`,
    columns: [
      textColumn("Month"),
      ...["Passed", "Target", "Attained", "Pace", "Accepted", "Rejected", "Efficiency", "Cohort"].map(numberColumn),
      textColumn("Status"),
    ],
    rows: months.map((month) => {
      const attainment = facts.value("target_attainment", qualified, month);
      const isOpen = month.start <= day && day < month.end;
      const reached = facts.value("leads_reached", qualified, month);
      return [
        monthsText(month.start, month.end),
        countText(reached?.numerator ?? attainment?.numerator),
        countText(attainment?.denominator),
        percentText(attainment?.value),
        isOpen ? percentText(facts.value("target_pace", qualified, month)?.value) : UNDEFINED_TEXT,
        countText(facts.value("leads_reached", accepted, month)?.numerator),
        countText(rejected === null ? null : facts.value("leads_rejected", rejected, month)?.numerator),
        percentText(facts.value("acceptance_rate", accepted, month)?.value),
        percentText(facts.value("cohort_acceptance_rate", accepted, month)?.value),
        statusText(reached ?? attainment),
      ];
    }),
  };
}

/** What sales accepted in each quarter of the tenant's fiscal year, and what it cost. Pure. */
export function sqlTable(facts: TenantFacts): TextTable {
  const { accepted } = facts.config.funnel;
  const { currency, lag } = facts.config;
  const quarters = facts.periods("QUARTER").slice(-QUARTERS_SHOWN);
  return {
    title: `${accepted} report by fiscal quarter`,
    caption: `${accepted}s of the quarter, and marketing spend per ${accepted}.${lagText(lag)}`,
    columns: [
      textColumn("Quarter"),
      ...[`${accepted}s`, "Target", "Attained", "Spend", `Cost per ${accepted}`].map(numberColumn),
      ...(lag === null ? [] : [numberColumn(`Lagged cost per ${accepted}`)]),
      textColumn("Status"),
    ],
    rows: quarters.map((quarter) => {
      const attainment = facts.value("target_attainment", accepted, quarter);
      const reached = facts.value("leads_reached", accepted, quarter);
      const money = (value: number | null | undefined) => moneyText(value, currency);
      return [
        monthsText(quarter.start, quarter.end),
        countText(reached?.numerator),
        countText(attainment?.denominator),
        percentText(attainment?.value),
        money(facts.value("spend", null, quarter)?.value),
        money(facts.value("cost_per_lead", accepted, quarter)?.value),
        ...(lag === null ? [] : [money(facts.value("lagged_cost_per_lead", accepted, quarter)?.value)]),
        statusText(reached),
      ];
    }),
  };
}

/** The campaigns of the newest quarters whose leads sales accepts least. Pure. */
export function campaignTable(facts: TenantFacts): TextTable {
  const { qualified, accepted } = facts.config.funnel;
  const { currency } = facts.config;
  const rows = facts
    .periods("QUARTER")
    .slice(-2)
    .flatMap((quarter) => campaignRates(facts, quarter).map((rate) => ({ quarter, rate })))
    .sort((a, b) => (a.rate.value ?? 0) - (b.rate.value ?? 0))
    .slice(0, CAMPAIGNS_SHOWN);
  return {
    title: "Campaigns to look at",
    caption: `Lowest efficiency in either of the last two quarters, of campaigns with ${FEWEST_LEADS} ${qualified}s or more.`,
    columns: [
      textColumn("Campaign"),
      textColumn("Channel"),
      textColumn("Quarter"),
      ...[`${qualified}s`, `${accepted}s`, "Efficiency", `Cost per ${accepted}`].map(numberColumn),
    ],
    rows: rows.map(({ quarter, rate }) => {
      const segment = { channel: rate.channel ?? "", campaignId: rate.campaignId ?? "" };
      return [
        segment.campaignId,
        segment.channel,
        monthsText(quarter.start, quarter.end),
        countText(rate.denominator),
        countText(rate.numerator),
        percentText(rate.value),
        moneyText(facts.value("cost_per_lead", accepted, quarter, segment)?.value, currency),
      ];
    }),
  };
}

function campaignRates(facts: TenantFacts, quarter: Period): readonly MetricValue[] {
  return facts
    .broken("acceptance_rate", facts.config.funnel.accepted, quarter, ["channel", "campaignId"])
    .filter((rate) => rate.campaignId !== NO_CAMPAIGN && Number(rate.denominator ?? 0) >= FEWEST_LEADS);
}

function lagText(lag: LagConfig | null): string {
  if (lag === null) return "";
  return ` Lagged: by the spend ${lag.kind === "days" ? `${lag.days} days` : "one sales cycle"} earlier.`;
}

function statusText(metric: MetricValue | undefined): string {
  return metric === undefined ? UNDEFINED_TEXT : metric.status.toLowerCase();
}
