/** Every report that can be asked for of some data, as one value to be compared. */
import { type Dimension, type StagefoldConfig, tenantConfigOf } from "@stagefold/domain";
import {
  breaches,
  breachesQuerySchema,
  leadPage,
  metricsList,
  metricsQuerySchema,
  mqlQuerySchema,
  mqlReport,
  openClocks,
  openClocksQuerySchema,
  type ReportContext,
  type ReportData,
  slaBoard,
  slaBoardQuerySchema,
  sqlLeads,
  sqlLeadsQuerySchema,
  sqlQuerySchema,
  sqlReport,
  tenantEntry,
  velocityQuerySchema,
  velocityReport,
} from "@stagefold/reports";

/** So few rows on a page that there are several. */
const LIMIT = 3;
const MOST_PAGES = 200;

interface Page {
  readonly rows: readonly unknown[];
  readonly nextCursor: string | null;
}

/** The context of a tenant's reports. */
export function contextOf(data: ReportData, config: StagefoldConfig, tenantId: string): ReportContext {
  const tenant = tenantConfigOf(config, tenantId);
  if (tenant === undefined) throw new Error(`${tenantId} is not configured`);
  return { tenantId, config: tenant, graceMs: config.clock.graceMs, data };
}

/** All reports of all tenants, by what was asked for. */
export function allReports(data: ReportData, config: StagefoldConfig): ReadonlyMap<string, unknown> {
  const answers = new Map<string, unknown>();
  for (const tenantId of data.tenantIds()) {
    const context = contextOf(data, config, tenantId);
    const say = (what: string, answer: unknown): void => {
      answers.set(`${tenantId} ${what}`, answer);
    };
    const tenant = tenantEntry(context);
    say("tenant", tenant);
    for (const { dimensions, grains } of tenant.segments) {
      for (const segment of segmentsOf(data, tenantId, dimensions)) {
        for (const grain of grains) {
          const of = { grain, ...segment };
          const name = JSON.stringify(of);
          say(`mql ${name}`, mqlReport(context, mqlQuerySchema.parse(of)));
          say(`sql ${name}`, sqlReport(context, sqlQuerySchema.parse(of)));
          if (tenant.asOf === null) continue;
          say(`velocity ${name}`, velocityReport(context, velocityQuerySchema.parse(of)));
          say(`sla ${name}`, slaBoard(context, slaBoardQuerySchema.parse(of)));
          say(
            `leads ${name}`,
            pagesOf((cursor) => sqlLeads(context, sqlLeadsQuerySchema.parse({ ...of, limit: LIMIT, cursor }))),
          );
        }
        const name = JSON.stringify(segment);
        for (const state of [undefined, "OPEN", "AT_RISK", "BREACHED"]) {
          const query = { ...segment, state, limit: LIMIT };
          say(
            `clocks ${state} ${name}`,
            pagesOf((cursor) => openClocks(context, openClocksQuerySchema.parse({ ...query, cursor }))),
          );
        }
        for (const state of [undefined, "BREACHED", "RESOLVED"]) {
          const query = { ...segment, state, limit: LIMIT };
          say(
            `breaches ${state} ${name}`,
            pagesOf((cursor) => breaches(context, breachesQuerySchema.parse({ ...query, cursor }))),
          );
        }
        const by = dimensions.join(",");
        say(
          `metrics ${name}`,
          pagesOf((cursor) => metricsList(context, metricsQuerySchema.parse({ by, ...segment, limit: 50, cursor }))),
        );
      }
    }
    for (const leadId of leadIdsOf(data, tenantId, tenant.funnel.stages))
      say(`lead ${leadId}`, leadPage(context, leadId));
  }
  return answers;
}

/** The rows of all pages; each page's cursor leads to the next. */
export function pagesOf(page: (cursor: string | undefined) => Page): readonly unknown[] {
  const rows: unknown[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const { rows: more, nextCursor } = page(cursor);
    rows.push(...more);
    if (nextCursor === null) return rows;
    cursor = nextCursor;
  }
  return rows;
}

/** The segments of these dimensions that have a value, a few of them. */
export function segmentsOf(
  data: ReportData,
  tenantId: string,
  dimensions: readonly Dimension[],
): readonly Readonly<Record<string, string>>[] {
  if (dimensions.length === 0) return [{}];
  const filter = { metric: null, subject: null, grain: null, fromStart: null, toStart: null, dimensions, segment: {} };
  const seen = new Map<string, Readonly<Record<string, string>>>();
  for (const record of data.metricPage(tenantId, filter, null, 2_000)) {
    const segment = Object.fromEntries(dimensions.map((dimension) => [dimension, record[dimension] ?? ""]));
    seen.set(JSON.stringify(segment), segment);
  }
  return [...seen.values()].slice(0, 4);
}

function leadIdsOf(data: ReportData, tenantId: string, stages: readonly string[]): readonly string[] {
  const ever = { from: -8e15, to: 8e15 };
  const ids = stages.flatMap((stage) =>
    data
      .reached(tenantId, { stage, qualified: stage, segment: {}, span: ever }, null, 1_000)
      .map(({ leadId }) => leadId),
  );
  return [...new Set(ids)].sort();
}
