/** The MQL report: what marketing passed to sales, and what became of it. */
import type { Ages, MqlReport, MqlRow, RejectedReason } from "@stagefold/reports";
import { view } from "../address/navigate.ts";
import { rangeReportUrl } from "../api/urls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { LineChart } from "../chart/line-chart.tsx";
import { lineOf } from "../chart/line-of.ts";
import { durationText } from "../format/duration.ts";
import { countText, decimalText, percentText, wholePercentText } from "../format/number.ts";
import { Bar } from "../parts/bar.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/notices.tsx";
import { Panel } from "../parts/panel.tsx";
import { ReportFrame } from "../parts/report-frame.tsx";
import { Term, Value } from "../parts/term.tsx";
import { Tile, Tiles } from "../parts/tile.tsx";
import { AimView, Fact } from "./aim.tsx";
import { figureColumn } from "./figure-column.tsx";
import { figureOf } from "./figure-of.ts";
import { FunnelPanel } from "./funnel.tsx";
import { PeriodTable } from "./period-table.tsx";
import { RangeHeading } from "./range-heading.tsx";
import { rateExact } from "./ratio.ts";
import { selectedRow } from "./selected-period.ts";
import { usedRows } from "./used-rows.ts";

export function MqlPage() {
  const shown = useAnswer<MqlReport>(rangeReportUrl("mql", view.value));
  return (
    <ReportFrame shown={shown} tiles={7} panels={["half", "half", "half", "half", "wide"]}>
      {(report) => {
        // A range that was asked for is shown whole.
        const rows = view.value.from === null ? usedRows(report.rows, isUsed) : report.rows;
        const row = selectedRow(rows, view.value.period);
        return row === null ? (
          <Empty title="No period in this range">
            <p>Choose an earlier or a longer range.</p>
          </Empty>
        ) : (
          <MqlView report={report} rows={rows} row={row} />
        );
      }}
    </ReportFrame>
  );
}

function isUsed({ passed, accepted, rejected, target }: MqlRow): boolean {
  return Boolean(passed) || Boolean(accepted) || Boolean(rejected) || target !== null;
}

interface MqlViewProps {
  readonly report: MqlReport;
  readonly rows: readonly MqlRow[];
  readonly row: MqlRow;
}

function MqlView({ report, rows, row }: MqlViewProps) {
  const { query, qualified: q, accepted: a } = report;
  const of = (metric: string, subject: string | null) => figureOf(metric, subject, row.period);
  return (
    <>
      <RangeHeading rows={rows} row={row} asOf={row.asOf ?? report.asOf} segment={report.segment} />
      <Tiles label="The period in numbers">
        <Tile
          def="leads_reached"
          name={`Passed to sales (${q})`}
          value={countText(row.passed)}
          of={of("leads_reached", q)}
        />
        <Tile
          def="leads_reached"
          name={`Accepted (${a})`}
          value={countText(row.accepted)}
          of={of("leads_reached", a)}
        />
        <Tile def="leads_rejected" value={countText(row.rejected)} of={of("leads_rejected", report.rejected)} />
        <Tile
          def="open_mqls"
          value={countText(row.open.count)}
          note={row.open.maxMs === null ? "none waits" : `oldest ${durationText(row.open.maxMs)}`}
        />
        <Tile
          def="acceptance_rate"
          value={percentText(row.efficiency?.value ?? null)}
          exact={rateExact(row.efficiency)}
          note={rateExact(row.efficiency)}
          of={of("acceptance_rate", a)}
        />
        <Tile
          def="cohort_acceptance_rate"
          value={percentText(row.cohort?.value ?? null)}
          exact={rateExact(row.cohort)}
          note={rateExact(row.cohort)}
          of={of("cohort_acceptance_rate", a)}
        />
        <Tile
          def="mqls_per_sql"
          value={decimalText(row.mqlsPerSql?.value ?? null)}
          exact={rateExact(row.mqlsPerSql)}
          note="older reports' efficiency"
          of={of("mqls_per_sql", a)}
        />
      </Tiles>
      <div class="panels">
        <FunnelPanel period={row.period} />
        <div class="stack">
          <Panel title={`Target for ${q}`} query={query}>
            <AimView aim={row} stage={q} period={row.period} />
          </Panel>
          <OpenPanel open={row.open} qualified={q} query={query} />
        </div>
        <Reasons reasons={row.rejectedReasons} rejected={row.rejected} query={query} />
        {rows.length < 2 ? null : (
          <Panel title="Efficiency over time" query={query}>
            <LineChart
              label={`Efficiency by period and by cohort, ${rows.length} periods`}
              periods={rows.map(({ period }) => period)}
              text={percentText}
              axisText={wholePercentText}
              lines={[
                lineOf("Period", "acceptance_rate", "--series-1", rows, ({ efficiency }) => efficiency?.value),
                lineOf("Cohort", "cohort_acceptance_rate", "--series-2", rows, ({ cohort }) => cohort?.value),
              ]}
            />
          </Panel>
        )}
        <Panel title="Every period" note="choose one to see it above" query={query} wide>
          <PeriodTable
            caption="The MQL report by period"
            rows={rows}
            selected={row}
            columns={columnsOf(q, a, report.rejected)}
          />
        </Panel>
      </div>
    </>
  );
}

function columnsOf(q: string, a: string, r: string | null): readonly Column<MqlRow>[] {
  const column = figureColumn<MqlRow>;
  return [
    column("leads_reached", q, ({ passed, period }) => ({
      text: countText(passed),
      of: figureOf("leads_reached", q, period),
    })),
    column("target", "Target", ({ target }) => ({ text: countText(target) })),
    column("target_attainment", "Attained", ({ attainment, period }) => ({
      of: figureOf("target_attainment", q, period),
      text: percentText(attainment?.value ?? null),
      exact: rateExact(attainment),
    })),
    column("leads_reached", a, ({ accepted, period }) => ({
      text: countText(accepted),
      of: figureOf("leads_reached", a, period),
    })),
    column("leads_rejected", "Rejected", ({ rejected, period }) => ({
      text: countText(rejected),
      of: figureOf("leads_rejected", r, period),
    })),
    column("open_mqls", "Open", ({ open }) => ({ text: countText(open.count) })),
    column("acceptance_rate", "Efficiency", ({ efficiency, period }) => ({
      of: figureOf("acceptance_rate", a, period),
      text: percentText(efficiency?.value ?? null),
      exact: rateExact(efficiency),
    })),
    column("cohort_acceptance_rate", "Cohort", ({ cohort, period }) => ({
      of: figureOf("cohort_acceptance_rate", a, period),
      text: percentText(cohort?.value ?? null),
      exact: rateExact(cohort),
    })),
    column("mqls_per_sql", "MQLs per SQL", ({ mqlsPerSql, period }) => ({
      of: figureOf("mqls_per_sql", a, period),
      text: decimalText(mqlsPerSql?.value ?? null),
      exact: rateExact(mqlsPerSql),
    })),
  ];
}

interface OpenPanelProps {
  readonly open: Ages;
  readonly qualified: string;
  readonly query: string;
}

function OpenPanel({ open, qualified, query }: OpenPanelProps) {
  return (
    <Panel title="Still open" note="by age" query={query}>
      {open.count === 0 ? (
        <p class="muted">Every {qualified} of the period has been decided.</p>
      ) : (
        <dl class="facts">
          <Fact def="open_mqls" name="Leads" value={countText(open.count)} />
          <Fact def="open_age" name="Median" value={durationText(open.p50Ms)} />
          <Fact def="open_age" name="90 %" value={durationText(open.p90Ms)} />
          <Fact def="open_age" name="Mean" value={durationText(open.meanMs)} />
          <Fact def="open_age" name="Oldest" value={durationText(open.maxMs)} />
        </dl>
      )}
    </Panel>
  );
}

interface ReasonsProps {
  readonly reasons: readonly RejectedReason[];
  readonly rejected: number | null;
  readonly query: string;
}

function Reasons({ reasons, rejected, query }: ReasonsProps) {
  const total = reasons.reduce((sum, { count }) => sum + count, 0);
  return (
    <Panel
      title="Reasons for rejection"
      note={rejected === null ? undefined : `${countText(rejected)} rejected`}
      query={query}
    >
      {total === 0 ? (
        <p class="muted">
          {rejected === null || rejected === 0
            ? "Nothing was rejected in the period."
            : "The leads that were rejected in the period were erased since."}
        </p>
      ) : (
        <DataTable
          caption="Reasons for rejection"
          rows={reasons}
          keyOf={({ reason }) => reason ?? ""}
          columns={[
            { head: "Reason", rowHead: true, cell: ({ reason }) => reason ?? <em class="muted">none given</em> },
            {
              head: <span class="unseen">Drawn</span>,
              cell: ({ count }) => <Bar share={count / total} tone="second" />,
            },
            {
              head: <Term def="rejected_reasons">Stays</Term>,
              number: true,
              cell: ({ count }) => (
                <Value def="rejected_reasons" exact={`${countText(count)} of ${countText(total)}`}>
                  {countText(count)}
                </Value>
              ),
            },
            {
              head: <Term def="rejected_reasons">Share</Term>,
              number: true,
              cell: ({ count }) => percentText(count / total),
            },
          ]}
        />
      )}
    </Panel>
  );
}
