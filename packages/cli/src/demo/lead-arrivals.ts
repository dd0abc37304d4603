/** When the leads of a company come in: more in spring, few at weekends, mostly while people are at work. */
import type { Campaign, Company } from "./companies.ts";
import { type OfficeHours, plainDate } from "./office-hours.ts";
import type { Random } from "./random.ts";

const HOUR_MS = 3_600_000;

/** The days of the story, days since epoch, both inclusive. */
export interface Span {
  readonly firstDay: number;
  readonly lastDay: number;
}

export interface Arrival {
  readonly at: number;
  readonly campaign: Campaign;
}

/** The beginnings of all leads of `company`, in their order. */
export function leadArrivals(company: Company, span: Span, office: OfficeHours, random: Random): readonly Arrival[] {
  const days = Array.from({ length: span.lastDay - span.firstDay + 1 }, (_, index) => span.firstDay + index);
  const perCampaign = company.campaigns.map((campaign) =>
    days.map((day) => (isRunning(campaign, day, span) ? campaign.weight * briskness(day, office) : 0)),
  );
  const perDay = days.map((_, index) => perCampaign.reduce((sum, weights) => sum + (weights[index] ?? 0), 0));
  const arrivals = Array.from({ length: company.leads }, () => {
    const index = random.weighted(perDay);
    const campaign = company.campaigns[random.weighted(perCampaign.map((weights) => weights[index] ?? 0))] as Campaign;
    const hour = random.chance(0.75) ? 8 + random.upTo(10) : 6 + random.upTo(17);
    return { at: Math.floor(office.startOf(span.firstDay + index) + hour * HOUR_MS), campaign };
  });
  return arrivals.sort((a, b) => a.at - b.at);
}

/** Whether `campaign` brings leads on `day`. Pure. */
export function isRunning(campaign: Campaign, day: number, span: Span): boolean {
  const passed = (day - span.firstDay) / (span.lastDay - span.firstDay + 1);
  return passed >= campaign.ran[0] && passed < campaign.ran[1];
}

/** How much goes on on `day`, relative to an ordinary one: holidays and weekends a fifth, a quarter more in April than in January. */
function briskness(day: number, office: OfficeHours): number {
  const season = 1 + 0.14 * Math.sin((2 * Math.PI * (plainDate(day).dayOfYear - 20)) / 365);
  return (office.isOpen(day) ? 1 : 0.2) * season;
}
