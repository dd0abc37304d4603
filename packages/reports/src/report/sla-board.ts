/** The SLA board: how the agreements are kept, what is running, and who broke what. */
import type { SlaPolicy, TenantConfig } from "@stagefold/domain";
import { envelopeOf } from "../figure/envelope.ts";
import { namingDay, onePeriodOf, periodShape, spanOf } from "../figure/period-range.ts";
import { assertPublished } from "../figure/published.ts";
import { figuresOf, type RowFigures } from "../figure/row-figures.ts";
import { segmentOf } from "../figure/segment-of.ts";
import type { ReportContext } from "../report-context.ts";
import type { OpenClockCount } from "../report-data.ts";
import type { BreachGroup, OpenCounts, PolicyRow, SlaBoard, SlaBoardQuery } from "../shape/sla-board.ts";

/** What others do: the share of firms that answered a web lead within an hour. */
const REFERENCE = {
  share: 0.37,
  source:
    "James B. Oldroyd, Kristina McElheran, David Elkington: The Short Life of Online Sales Leads, Harvard Business Review, March 2011 (2,241 U.S. companies)",
} as const;

/** The board. Throws ReportProblem where the query names what is not there. */
export function slaBoard(context: ReportContext, query: SlaBoardQuery): SlaBoard {
  const { data, tenantId, config } = context;
  const { grain } = query;
  const segment = segmentOf(query);
  assertPublished(config, segment, grain);
  const period = onePeriodOf(context, grain, query.period);
  const reading = figuresOf(context, grain, segment, [period]);
  const span = spanOf(config.timeZone, period);
  const { asOf } = data.freshness(tenantId);
  const counts = asOf === null ? [] : data.openClockCounts(tenantId, segment, asOf);
  const groups = (by: "ownerId" | "campaignId" | "slaId"): BreachGroup[] =>
    asOf === null ? [] : [...data.breachGroups(tenantId, by, segment, span, asOf)];
  const speed = speedPolicy(config);
  const parameters = { grain, period: namingDay(grain, period), ...segment };
  return {
    ...envelopeOf(context, ["reports", "sla"], parameters),
    grain,
    segment,
    period: periodShape(grain, period),
    openClocks: openCounts(counts),
    policies: config.slas.map((sla) => policyRow(sla, reading(period), counts)),
    speedToLead: {
      slaId: speed?.id ?? null,
      share: speed === null ? null : reading(period).rate("sla_within_1h", speed.id),
      reference: REFERENCE,
    },
    breaches: { byOwner: groups("ownerId"), byCampaign: groups("campaignId"), byPolicy: groups("slaId") },
  };
}

function policyRow(sla: SlaPolicy, of: RowFigures, counts: readonly OpenClockCount[]): PolicyRow {
  const row = {
    slaId: sla.id,
    severity: sla.severity,
    stage: sla.entersStage,
    withinMs: sla.withinMs,
    calendar: sla.calendar !== null,
    compliance: of.rate("sla_compliance", sla.id),
    met: of.count("sla_met", sla.id),
    breached: of.count("sla_breached", sla.id),
    cancelled: of.count("sla_cancelled", sla.id),
    response: of.distribution("sla_response_time", sla.id),
    within1h: of.rate("sla_within_1h", sla.id),
    openClocks: openCounts(counts.filter(({ slaId }) => slaId === sla.id)),
  };
  return { ...row, status: of.status(), asOf: of.asOf() };
}

function openCounts(counts: readonly OpenClockCount[]): OpenCounts {
  const of = (state: OpenClockCount["state"]): number =>
    counts.reduce((sum, entry) => (entry.state === state ? sum + entry.count : sum), 0);
  return { open: of("OPEN"), atRisk: of("AT_RISK"), breached: of("BREACHED") };
}

/** The agreement that says how fast leads are spoken to: of those that an activity by sales keeps, else of all, the shortest. */
function speedPolicy(config: TenantConfig): SlaPolicy | null {
  const bySales = config.slas.filter((sla) =>
    sla.ends.some((end) => end.kind === "activityBy" && end.actor === "SALES"),
  );
  const among = bySales.length > 0 ? bySales : config.slas;
  return among.reduce<SlaPolicy | null>(
    (best, sla) => (best === null || sla.withinMs < best.withinMs ? sla : best),
    null,
  );
}
