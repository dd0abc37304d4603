import { formatInstant } from "@stagefold/domain";
import { type QueryValue, queryUrl } from "../query-url.ts";
import type { ReportContext } from "../report-context.ts";
import type { Envelope } from "../shape/envelope.ts";

/** What a report says of itself; `path` is below the tenant's. */
export function envelopeOf(
  { tenantId, config, data }: ReportContext,
  path: readonly string[],
  parameters: Readonly<Record<string, QueryValue>>,
): Envelope {
  const { asOf, caughtUp, incomplete } = data.freshness(tenantId);
  return {
    tenantId,
    timeZone: config.timeZone,
    currency: config.currency,
    asOf: asOf === null ? null : formatInstant(asOf),
    caughtUp,
    incomplete,
    query: queryUrl(["v1", "tenants", tenantId, ...path], parameters),
  };
}
