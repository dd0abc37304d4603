/** The outputs as a head of marketing reads them: a few tables for each tenant, then what was refused. */
import { type FunnelMetric, type SlaBreachEvent, type StagefoldConfig, tenantConfigOf } from "@stagefold/domain";
import { campaignTable, mqlTable, sqlTable } from "./funnel-tables.ts";
import { countText, localTimeText } from "./number-text.ts";
import { localDay } from "./office-hours.ts";
import { breachTable, ownerTable, slaTable, velocityTable } from "./speed-tables.ts";
import { type MetricValue, type TenantFacts, tenantFacts } from "./tenant-facts.ts";
import { bold, numberColumn, renderTable, type TextStyle, type TextTable, textColumn } from "./text-table.ts";

export interface ReportInput {
  readonly config: StagefoldConfig;
  /** The newest per metricId; more than the report needs does no harm. */
  readonly metrics: Iterable<FunnelMetric>;
  /** The newest per clockId. */
  readonly breaches: Iterable<SlaBreachEvent>;
  /** How many records were refused, by reason. */
  readonly deadLetters: ReadonlyMap<string, number>;
  /** What the clock showed in the end, ms since epoch. */
  readonly until: number;
}

/**
 * The report as text with a line end behind each line: a chapter for each tenant that anything is
 * known of, in the order of their names. Pure.
 */
export function renderReport(input: ReportInput, style: TextStyle = { colour: false }): string {
  const chapters = factsOf(input).map((facts) => renderTenant(facts, input.until, style));
  const refused = renderTable(deadLetterTable(input.deadLetters), style);
  return [...chapters, refused.join("\n")].join("\n\n") + "\n";
}

function factsOf(input: ReportInput): readonly TenantFacts[] {
  const metrics = Map.groupBy<string, MetricValue>(input.metrics, (metric) => metric.tenantId);
  const breaches = Map.groupBy(input.breaches, (event) => event.tenantId);
  return [...new Set([...metrics.keys(), ...breaches.keys()])].sort().flatMap((tenantId) => {
    const config = tenantConfigOf(input.config, tenantId);
    if (config === undefined) return [];
    return [tenantFacts(tenantId, config, metrics.get(tenantId) ?? [], breaches.get(tenantId) ?? [])];
  });
}

function renderTenant(facts: TenantFacts, until: number, style: TextStyle): string {
  const { timeZone, currency } = facts.config;
  const title = `${facts.tenantId}  (${timeZone}, ${currency}; as of ${localTimeText(until, timeZone)})`;
  const tables = [
    mqlTable(facts, localDay(until, timeZone)),
    sqlTable(facts),
    campaignTable(facts),
    velocityTable(facts),
    slaTable(facts),
    ownerTable(facts),
    breachTable(facts, until),
  ];
  const heading = `${bold(title, style)}\n${"=".repeat(title.length)}`;
  return [heading, ...tables.map((table) => renderTable(table, style).join("\n"))].join("\n\n");
}

const REASONS: Readonly<Record<string, string>> = {
  UNDECODABLE: "could not be read as a record",
  INVALID: "a field was out of its domain",
  UNKNOWN_TENANT: "no tenant of that name is configured",
  UNKNOWN_STAGE: "the tenant's funnel has no such stage",
  NO_EXCHANGE_RATE: "spend in a currency without a rate",
  FROM_THE_FUTURE: "the source's clock was ahead",
  CONFLICTING_DUPLICATE: "an id was used again for something else",
};

function deadLetterTable(deadLetters: ReadonlyMap<string, number>): TextTable {
  return {
    title: "Dead letters",
    caption: "Records that were refused, and count nowhere until they are repaired and sent again.",
    columns: [textColumn("Reason"), numberColumn("Records"), textColumn("Meaning")],
    rows: [...deadLetters]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([reason, count]) => [reason, countText(count), REASONS[reason] ?? ""]),
  };
}
