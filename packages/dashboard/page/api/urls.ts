/** The API's addresses for a view. Pure. */
import type { PeriodShape } from "@stagefold/reports";
import { DIMENSIONS, type View } from "../address/view.ts";

type Values = Readonly<Record<string, string | number | null>>;

/** With the parameters that have a value. */
function url(path: string, values: Values): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== null) query.set(name, String(value));
  return query.size === 0 ? path : `${path}?${query}`;
}

function segment(view: View): Values {
  return Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, view[dimension]]));
}

const tenantPath = (view: View) => `/v1/tenants/${encodeURIComponent(view.tenant ?? "")}`;

export const TENANTS_URL = "/v1/tenants";

/** The MQL or SQL report: every period of the range. */
export function rangeReportUrl(report: "mql" | "sql", view: View): string {
  const { grain, from, to } = view;
  return url(`${tenantPath(view)}/reports/${report}`, { grain, from, to, ...segment(view) });
}

/** The velocity report or the SLA board: one period. */
export function periodReportUrl(report: "velocity" | "sla", view: View): string {
  const { grain, period } = view;
  return url(`${tenantPath(view)}/reports/${report}`, { grain, period, ...segment(view) });
}

export function sqlLeadsUrl(view: View, period: string | null, limit: number): string {
  const { grain, cursor } = view;
  return url(`${tenantPath(view)}/reports/sql/leads`, { grain, period, ...segment(view), cursor, limit });
}

export function openClocksUrl(view: View, limit: number): string {
  return url(`${tenantPath(view)}/sla/clocks`, {
    state: view.state,
    slaId: view.sla,
    ...segment(view),
    cursor: view.cursor,
    limit,
  });
}

export function breachesUrl(view: View, limit: number): string {
  return url(`${tenantPath(view)}/sla/breaches`, { slaId: view.sla, ...segment(view), limit });
}

export function leadUrl(view: View): string {
  return `${tenantPath(view)}/leads/${encodeURIComponent(view.lead ?? "")}`;
}

export function eventsUrl(tenantId: string): string {
  return `/v1/tenants/${encodeURIComponent(tenantId)}/events`;
}

/** The address of an answer in another format. */
export function inFormat(query: string, format: "json" | "csv"): string {
  const [path, search] = query.split("?", 2);
  const parameters = new URLSearchParams(search);
  parameters.set("format", format);
  return `${path}?${parameters}`;
}

/** The leads that reached each stage in the period. */
export function funnelUrl(view: View, period: PeriodShape): string {
  const by = DIMENSIONS.filter((dimension) => view[dimension] !== null).join(",");
  const { grain, start } = period;
  const range = { metric: "leads_reached", grain, from: start, to: start };
  return url(`${tenantPath(view)}/metrics`, { ...range, by, ...segment(view), limit: 100 });
}
