/** URLs of reports: what a figure links to as the query behind it. No zod here, so that a page can use them. */
export type QueryValue = string | number | undefined;

/** `path` with the parameters that have a value, in the order given. Pure. */
export function queryUrl(path: readonly string[], parameters: Readonly<Record<string, QueryValue>>): string {
  const pairs = Object.entries(parameters)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  const base = `/${path.map(encodeURIComponent).join("/")}`;
  return pairs.length === 0 ? base : `${base}?${pairs.join("&")}`;
}

/** The values of a metric behind a figure. `from` and `to` are first days of periods, YYYY-MM-DD. */
export interface MetricQuery {
  readonly metric: string;
  readonly subject?: string | undefined;
  readonly grain?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly channel?: string | undefined;
  readonly campaignId?: string | undefined;
  readonly ownerId?: string | undefined;
}

/** The request that gives the published values behind a figure of a report: exactly of the segment given. Pure. */
export function metricQueryUrl(tenantId: string, query: MetricQuery): string {
  const { metric, subject, grain, from, to, channel, campaignId, ownerId } = query;
  const by = Object.entries({ channel, campaignId, ownerId })
    .filter(([, value]) => value !== undefined)
    .map(([dimension]) => dimension)
    .join(",");
  const parameters = { metric, subject, grain, from, to, by, channel, campaignId, ownerId };
  return queryUrl(["v1", "tenants", tenantId, "metrics"], parameters);
}
