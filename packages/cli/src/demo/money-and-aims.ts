/** What the companies of the demonstration spent and what they aimed at. */
import type { SpendRecorded, TargetSet } from "@stagefold/domain";
import type { Campaign, Company } from "./companies.ts";
import type { Delivery } from "./delivery.ts";
import { isRunning, type Span } from "./lead-arrivals.ts";
import { dayNumber, plainDate } from "./office-hours.ts";
import type { Random } from "./random.ts";

const DAY_MS = 86_400_000;
/** How long before the first lead money was spent already: what a lagged cost looks back to. */
const LEAD_TIME_DAYS = 62;

/**
 * The spend of `company`: paid campaigns by the day, events by the week, all others by the month,
 * each line known on the day after its last; campaigns that run at all times from two months before
 * the span on. One line is restated, and one is a credit.
 */
export function spendLines(company: Company, span: Span, random: Random): readonly Delivery[] {
  const deliveries: Delivery[] = [];
  for (const campaign of company.campaigns.filter((candidate) => candidate.costPerLead > 0)) {
    const perDay = (campaign.costPerLead * company.leads * campaign.weight) / runningWeightDays(company, span);
    for (const [firstDay, lastDay] of billingPeriods(campaign, span)) {
      let amount = 0;
      for (let day = firstDay; day <= lastDay; day++) amount += isBilled(campaign, day, span) ? perDay : 0;
      if (amount === 0) continue;
      // To the cent.
      const amountMicros = Math.round(amount * (0.85 + random.upTo(0.3)) * 100) * 10_000;
      const spendId = `${campaign.channel}/${campaign.campaignId}/${plainDate(firstDay)}`;
      deliveries.push(spendLine(company, campaign, { spendId, firstDay, lastDay, amountMicros, revision: 0 }));
    }
  }
  return [...deliveries, ...corrections(company, span)];
}

function corrections(company: Company, span: Span): Delivery[] {
  const search = company.campaigns[0] as Campaign;
  const day = span.firstDay + 40;
  // An invoice that came in higher than booked, and money back for clicks that were none.
  return [
    spendLine(company, search, {
      spendId: `${search.channel}/${search.campaignId}/${plainDate(day)}`,
      firstDay: day,
      lastDay: day,
      amountMicros: Math.round(search.costPerLead * 9) * 1_000_000,
      revision: 1,
    }),
    spendLine(company, search, {
      spendId: `${search.channel}/${search.campaignId}/credit`,
      firstDay: span.firstDay + 31,
      lastDay: span.firstDay + 58,
      amountMicros: -Math.round(search.costPerLead * 12) * 1_000_000,
      revision: 0,
    }),
  ];
}

type Line = Pick<SpendRecorded, "spendId" | "firstDay" | "lastDay" | "amountMicros" | "revision">;

function spendLine(company: Company, campaign: Campaign, line: Line): Delivery {
  const { tenantId } = company;
  const record: SpendRecorded = {
    type: "SpendRecorded",
    eventId: `spend/${line.spendId}/${line.revision}`,
    tenantId,
    ...line,
    currency: campaign.spendCurrency,
    channel: campaign.channel,
    campaignId: campaign.campaignId,
  };
  // A restatement takes three weeks longer.
  return { arrivesAt: (line.lastDay + 1 + (line.revision === 0 ? 0 : 21)) * DAY_MS, record };
}

/** The weights of all campaigns times the days they ran: what the company's leads are shared out by. */
function runningWeightDays(company: Company, span: Span): number {
  const days = span.lastDay - span.firstDay + 1;
  return company.campaigns.reduce((sum, { weight, ran }) => sum + weight * (ran[1] - ran[0]) * days, 0);
}

function isBilled(campaign: Campaign, day: number, span: Span): boolean {
  return day < span.firstDay ? campaign.ran[0] === 0 : isRunning(campaign, day, span);
}

function* billingPeriods(campaign: Campaign, span: Span): Generator<readonly [firstDay: number, lastDay: number]> {
  for (let day = span.firstDay - LEAD_TIME_DAYS; day <= span.lastDay; ) {
    const length = campaign.channel === "paid" ? 1 : campaign.channel === "event" ? 7 : restOfMonth(day);
    yield [day, day + length - 1];
    day += length;
  }
}

function restOfMonth(day: number): number {
  const date = plainDate(day);
  return date.daysInMonth - date.day + 1;
}

/**
 * The targets of `company`: MQLs, SQLs and MQLs of channel paid for each month of the span and two
 * more, so that the quarter under way has one, set three weeks before the span begins; and the third month's MQL target, which was raised when it began.
 */
export function monthlyTargets(company: Company, span: Span): readonly Delivery[] {
  const deliveries: Delivery[] = [];
  const announcedAt = (span.firstDay - 21) * DAY_MS;
  const first = plainDate(span.firstDay).toPlainYearMonth();
  const last = plainDate(span.lastDay).toPlainYearMonth().add({ months: 2 });
  for (let index = 0, month = first; Temporal.PlainYearMonth.compare(month, last) <= 0; index++) {
    const aim = (base: number) => Math.round(base * 1.03 ** index);
    deliveries.push(target(company, "MQL", month, null, aim(company.targets.MQL), 0, announcedAt));
    deliveries.push(target(company, "SQL", month, null, aim(company.targets.SQL), 0, announcedAt));
    deliveries.push(target(company, "MQL", month, "paid", aim(company.targets.paidMQL), 0, announcedAt));
    if (index === 2) {
      const beginsAt = dayNumber(month.toPlainDate({ day: 1 })) * DAY_MS;
      deliveries.push(target(company, "MQL", month, null, aim(company.targets.MQL * 1.1), 1, beginsAt));
    }
    month = month.add({ months: 1 });
  }
  return deliveries;
}

function target(
  company: Company,
  stage: string,
  month: Temporal.PlainYearMonth,
  channel: string | null,
  aim: number,
  revision: number,
  arrivesAt: number,
): Delivery {
  const record: TargetSet = {
    type: "TargetSet",
    eventId: `target/${stage}/${channel ?? "all"}/${month}/${revision}`,
    tenantId: company.tenantId,
    stage,
    month: month.toString(),
    channel,
    revision,
    target: aim,
  };
  return { arrivesAt, record };
}
