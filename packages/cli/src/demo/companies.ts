/**
 * The three companies of the demonstration: invented, each with a trouble worth finding.
 *
 * | company     | where    | what the reports should show                                              |
 * | ----------- | -------- | ------------------------------------------------------------------------- |
 * | lumen       | Rome     | a giveaway fills March and April with MQLs that sales rejects; Marco is slow |
 * | brightwater | New York | behind its target for SQLs; a bought list of contacts converts badly       |
 * | sagara      | Kolkata  | fast and cheap, but half of its partner leads are recycled                |
 */
export interface Company {
  readonly tenantId: string;
  /** What its lead ids start with. */
  readonly prefix: string;
  readonly timeZone: string;
  readonly currency: string;
  /** Units of `currency` for one of the key's, as written. */
  readonly exchangeRates: Readonly<Record<string, string>>;
  readonly fiscalYearStartMonth: number;
  /** Month and day. */
  readonly holidays: readonly string[];
  /** The entry `cost.lag` of its configuration. */
  readonly lag: string;
  readonly leads: number;
  readonly owners: readonly Owner[];
  readonly campaigns: readonly Campaign[];
  /** A month's, in the first month; they grow by 3 % a month. */
  readonly targets: { readonly MQL: number; readonly SQL: number; readonly paidMQL: number };
}

export interface Owner {
  readonly ownerId: string;
  /** Mean open hours to the first call, and from there to a decision. */
  readonly responseHours: number;
  readonly decisionHours: number;
  /** The share of leads that is never looked at. */
  readonly neglect: number;
}

export type Channel = "paid" | "organic" | "referral" | "event" | "partner";

export interface Campaign {
  readonly campaignId: string | null;
  readonly channel: Channel;
  /** How many leads it brings, relative to the others. */
  readonly weight: number;
  /** The share of its inquiries that become MQLs, of its MQLs that sales accepts, and rejects. */
  readonly toMql: number;
  readonly accepted: number;
  readonly rejected: number;
  /** What an inquiry costs. */
  readonly costPerLead: number;
  readonly spendCurrency: string;
  /** The part of the history in which it ran, 0 to 1. */
  readonly ran: readonly [from: number, to: number];
}

const ALWAYS = [0, 1] as const;

function campaign(
  channel: Channel,
  campaignId: string | null,
  weight: number,
  costPerLead: number,
  spendCurrency: string,
  rates: readonly [toMql: number, accepted: number, rejected: number] = [0.6, 0.5, 0.26],
  ran: readonly [number, number] = ALWAYS,
): Campaign {
  const [toMql, accepted, rejected] = rates;
  return { channel, campaignId, weight, costPerLead, spendCurrency, toMql, accepted, rejected, ran };
}

function owners(names: readonly string[], hours: readonly [response: number, decision: number]): Owner[] {
  const [responseHours, decisionHours] = hours;
  return names.map((ownerId) => ({ ownerId, responseHours, decisionHours, neglect: 0.004 }));
}

export const COMPANIES: readonly Company[] = [
  {
    tenantId: "lumen",
    prefix: "lum",
    timeZone: "Europe/Rome",
    currency: "EUR",
    exchangeRates: { USD: "0.92", GBP: "1.17" },
    fiscalYearStartMonth: 1,
    holidays: ["01-01", "01-06", "04-25", "05-01", "06-02", "12-25"],
    lag: "{ days: 30 }",
    leads: 5000,
    owners: [
      ...owners(["anna", "bruno", "chiara", "davide", "elena", "fabio", "giulia", "ivan", "luca"], [1.2, 2.6]),
      { ownerId: "marco", responseHours: 9, decisionHours: 19, neglect: 0.05 },
    ],
    campaigns: [
      campaign("paid", "search-brand", 16, 28, "USD", [0.66, 0.58, 0.2]),
      campaign("paid", "search-generic", 18, 41, "USD", [0.58, 0.46, 0.28]),
      campaign("paid", "social-retargeting", 12, 33, "EUR", [0.5, 0.44, 0.3]),
      campaign("paid", "spring-giveaway", 42, 9, "EUR", [0.72, 0.08, 0.68], [0.38, 0.66]),
      campaign("organic", "blog", 18, 6, "EUR"),
      campaign("organic", "newsletter", 10, 4, "EUR"),
      campaign("organic", null, 8, 0, "EUR"),
      campaign("referral", "customer-referral", 9, 15, "EUR", [0.75, 0.68, 0.14]),
      campaign("event", "fair-milan", 30, 75, "EUR", [0.7, 0.52, 0.22], [0.16, 0.24]),
      campaign("event", "webinar-series", 8, 22, "EUR"),
      campaign("partner", "reseller-dach", 6, 48, "EUR", [0.62, 0.55, 0.2]),
      campaign("partner", "reseller-uk", 5, 45, "GBP", [0.6, 0.5, 0.25]),
    ],
    targets: { MQL: 480, SQL: 230, paidMQL: 240 },
  },
  {
    tenantId: "brightwater",
    prefix: "bri",
    timeZone: "America/New_York",
    currency: "USD",
    exchangeRates: { CAD: "0.73", EUR: "1.0869" },
    fiscalYearStartMonth: 2,
    holidays: ["01-01", "05-25", "06-19", "07-03", "12-25"],
    lag: '{ velocity: "*>SQL", roundToDays: 30 }',
    leads: 3200,
    owners: [
      ...owners(["avery", "blake", "casey", "drew", "emerson", "finley", "harper", "jordan"], [1.6, 3.2]),
      { ownerId: "kendall", responseHours: 4, decisionHours: 10, neglect: 0.02 },
      { ownerId: "logan", responseHours: 0.8, decisionHours: 2.5, neglect: 0 },
    ],
    campaigns: [
      campaign("paid", "search-us", 22, 62, "USD", [0.55, 0.42, 0.3]),
      campaign("paid", "search-canada", 8, 70, "CAD", [0.52, 0.4, 0.3]),
      campaign("paid", "linkedin-ads", 14, 96, "USD", [0.5, 0.47, 0.26]),
      campaign("paid", "contact-list", 14, 18, "USD", [0.62, 0.11, 0.62], [0.2, 1]),
      campaign("organic", "docs", 16, 5, "USD", [0.64, 0.52, 0.24]),
      campaign("organic", "blog", 12, 7, "USD"),
      campaign("organic", null, 9, 0, "USD"),
      campaign("referral", "customer-referral", 8, 25, "USD", [0.74, 0.65, 0.15]),
      campaign("event", "summit-boston", 26, 140, "USD", [0.66, 0.5, 0.24], [0.5, 0.58]),
      campaign("event", "webinar-series", 9, 30, "USD"),
      campaign("partner", "cloud-marketplace", 8, 55, "USD", [0.6, 0.5, 0.24]),
      campaign("partner", "agency-europe", 5, 60, "EUR", [0.6, 0.5, 0.24]),
    ],
    targets: { MQL: 300, SQL: 215, paidMQL: 160 },
  },
  {
    tenantId: "sagara",
    prefix: "sag",
    timeZone: "Asia/Kolkata",
    currency: "INR",
    exchangeRates: { USD: "86.40" },
    fiscalYearStartMonth: 4,
    holidays: ["01-26", "03-04", "05-01", "08-15", "10-02"],
    lag: "{ days: 14 }",
    leads: 1800,
    owners: owners(
      ["aarav", "diya", "ishaan", "kavya", "meera", "nikhil", "priya", "rohan", "sana", "vikram"],
      [0.8, 2],
    ),
    campaigns: [
      campaign("paid", "search-metro", 18, 900, "INR"),
      campaign("paid", "search-global", 10, 14, "USD", [0.5, 0.44, 0.3]),
      campaign("paid", "video-ads", 9, 650, "INR", [0.45, 0.4, 0.32]),
      campaign("organic", "blog", 16, 120, "INR"),
      campaign("organic", "community", 12, 90, "INR", [0.66, 0.56, 0.2]),
      campaign("organic", null, 6, 0, "INR"),
      campaign("referral", "customer-referral", 10, 400, "INR", [0.76, 0.68, 0.14]),
      campaign("referral", "alumni", 4, 250, "INR"),
      campaign("event", "roadshow", 18, 2200, "INR", [0.68, 0.5, 0.24], [0.6, 0.72]),
      campaign("event", "webinar-series", 6, 500, "INR"),
      campaign("partner", "integrator-north", 9, 1100, "INR", [0.7, 0.34, 0.14]),
      campaign("partner", "integrator-south", 8, 1000, "INR", [0.7, 0.36, 0.14]),
    ],
    targets: { MQL: 150, SQL: 72, paidMQL: 50 },
  },
];
