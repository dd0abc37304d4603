/**
 * What is looked at, as it stands in the address: who gets the address sees the same.
 *
 * | part      | left out means                      |
 * | --------- | ----------------------------------- |
 * | tenant    | the first that may be seen          |
 * | page      | the MQL report                      |
 * | grain     | MONTH                               |
 * | from, to  | the year up to the clock            |
 * | period    | the period of the clock's day       |
 * | segment   | all leads                           |
 * | cursor    | the first page of a list            |
 */
import type { PeriodShape, SegmentShape } from "@stagefold/reports";

export type Grain = PeriodShape["grain"];
export type Dimension = keyof SegmentShape;

export const PAGES = ["mql", "sql", "velocity", "sla", "lead"] as const;
export type Page = (typeof PAGES)[number];

export const GRAINS: readonly Grain[] = [
  "DAY",
  "WEEK",
  "MONTH",
  "QUARTER",
  "HALF",
  "YEAR",
  "ROLLING_7D",
  "ROLLING_30D",
  "ROLLING_90D",
];

export const DIMENSIONS: readonly Dimension[] = ["channel", "campaignId", "ownerId"];

/** Texts are never empty: a part that is not there is null. */
export interface View {
  readonly tenant: string | null;
  readonly page: Page;
  readonly lead: string | null;
  readonly grain: Grain;
  readonly from: string | null;
  readonly to: string | null;
  readonly period: string | null;
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly ownerId: string | null;
  /** Of the SLA board's lists: only this state, this agreement. */
  readonly state: string | null;
  readonly sla: string | null;
  readonly cursor: string | null;
}

export const FIRST_VIEW: View = {
  tenant: null,
  page: "mql",
  lead: null,
  grain: "MONTH",
  from: null,
  to: null,
  period: null,
  channel: null,
  campaignId: null,
  ownerId: null,
  state: null,
  sla: null,
  cursor: null,
};

const DAY = /^\d{4}-\d\d-\d\d$/;

/** The view of an address's query. What is not known or makes no sense there counts as left out. Pure. */
export function viewOf(search: string): View {
  const query = new URLSearchParams(search);
  const text = (name: string) => query.get(name) || null;
  const day = (name: string) => (DAY.test(query.get(name) ?? "") ? query.get(name) : null);
  const lead = text("lead");
  const page = PAGES.find((known) => known === query.get("view")) ?? FIRST_VIEW.page;
  return {
    tenant: text("tenant"),
    page: lead === null && page === "lead" ? FIRST_VIEW.page : page,
    lead,
    grain: GRAINS.find((known) => known === query.get("grain")) ?? FIRST_VIEW.grain,
    from: day("from"),
    to: day("to"),
    period: day("period"),
    channel: text("channel"),
    campaignId: text("campaign"),
    ownerId: text("owner"),
    state: text("state"),
    sla: text("sla"),
    cursor: text("cursor"),
  };
}

/** The query of a view's address, `?` included: only what differs from the first view. Pure, inverse of viewOf. */
export function searchOf(view: View): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string | null, usual: string | null = null) => {
    if (value !== null && value !== usual) query.set(name, value);
  };
  put("tenant", view.tenant);
  put("view", view.page, FIRST_VIEW.page);
  put("lead", view.lead);
  put("grain", view.grain, FIRST_VIEW.grain);
  put("from", view.from);
  put("to", view.to);
  put("period", view.period);
  put("channel", view.channel);
  put("campaign", view.campaignId);
  put("owner", view.ownerId);
  put("state", view.state);
  put("sla", view.sla);
  put("cursor", view.cursor);
  return `?${query}`;
}

/** The view with a part changed. A list goes back to its first page, unless it is the page that is turned. Pure. */
export function changed(view: View, change: Partial<View>): View {
  return { ...view, cursor: null, ...change };
}
