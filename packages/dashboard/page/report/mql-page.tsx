/** The MQL report: what marketing passed to sales, and what became of it. */
import type { MqlReport, MqlRow, RejectedReason } from "@stagefold/reports";
import { view } from "../address/navigate.ts";
import { rangeReportUrl } from "../api/urls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { LineChart } from "../chart/line-chart.tsx";
import { lineOf } from "../chart/line-of.ts";
import { durationText } from "../format/duration.ts";
import { countText, decimalText, percentText } from "../format/number.ts";
import { Bar } from "../parts/bar.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/notices.tsx";
import { Panel } from "../parts/panel.tsx";
import { ReportFrame } from "../parts/report-frame.tsx";
import { Term, Value } from "../parts/term.tsx";
import { Tile, Tiles } from "../parts/tile.tsx";
import { AimView, Fact } from "./aim.tsx";
import { figureColumn } from "./figure-column.tsx";
import { FunnelPanel } from "./funnel.tsx";
import { PeriodTable } from "./period-table.tsx";
import { RangeHeading } from "./range-heading.tsx";
import { rateExact } from "./ratio.ts";
import { selectedRow } from "./selected-period.ts";

export function MqlPage() {
  const shown = useAnswer<MqlReport>(rangeReportUrl("mql", view.value));
  return (
    <ReportFrame shown={shown} tiles={7} panels={["half", "half", "half", "half", "wide", "wide"]}>
      {(report) => {
        const row = selectedRow(report.rows, view.value.period);
        return row === null ? (
          <Empty title="No period in this range">
            <p>Choose an earlier or a longer range.</p>
          </Empty>
        ) : (
          <MqlView report={report} row={row} />
        );
      }}
    </ReportFrame>
  );
}

function MqlView({ report, row }: { readonly report: MqlReport; readonly row: MqlRow }) {
  const { rows, query, qualified: q, accepted: a } = report;
  const of = row.period.start;
  return (
    <>
      <RangeHeading rows={rows} row={row} asOf={row.asOf ?? report.asOf} />
      <Tiles label="The period in numbers">
        <Tile def="leads_reached" name={`Passed to sales (${q})`} value={countText(row.passed)} of={`${q} ${of}`} />
        <Tile def="leads_reached" name={`Accepted (${a})`} value={countText(row.accepted)} of={`${a} ${of}`} />
        <Tile def="leads_rejected" value={countText(row.rejected)} of={`leads_rejected ${of}`} />
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
          of={`acceptance_rate ${of}`}
        />
        <Tile
          def="cohort_acceptance_rate"
          value={percentText(row.cohort?.value ?? null)}
          exact={rateExact(row.cohort)}
          note={rateExact(row.cohort)}
          of={`cohort_acceptance_rate ${of}`}
        />
        <Tile
          def="mqls_per_sql"
          value={decimalText(row.mqlsPerSql?.value ?? null)}
          exact={rateExact(row.mqlsPerSql)}
          note="older reports' efficiency"
        />
      </Tiles>
      <div class="panels">
        <FunnelPanel period={row.period} />
        <Panel title={`Target for ${q}`} query={query}>
          <AimView aim={row} noun={q} />
        </Panel>
        <Reasons reasons={row.rejectedReasons} rejected={row.rejected} query={query} />
        <Panel title="Still open" note="by age" query={query}>
          {row.open.count === 0 ? (
            <p class="muted">Every {q} of the period has been decided.</p>
          ) : (
            <dl class="facts">
              <Fact def="open_mqls" value={countText(row.open.count)} />
              <Fact def="open_age" name="Median age" value={durationText(row.open.p50Ms)} />
              <Fact def="open_age" name="90th percentile" value={durationText(row.open.p90Ms)} />
              <Fact def="open_age" name="Mean age" value={durationText(row.open.meanMs)} />
              <Fact def="open_age" name="Oldest" value={durationText(row.open.maxMs)} />
            </dl>
          )}
        </Panel>
        {rows.length < 2 ? null : (
          <Panel title="Efficiency over time" query={query} wide>
            <LineChart
              label={`Efficiency by period and by cohort, ${rows.length} periods`}
              periods={rows.map(({ period }) => period)}
              text={percentText}
              lines={[
                lineOf("By period", "acceptance_rate", "--series-1", rows, ({ efficiency }) => efficiency?.value),
                lineOf("By cohort", "cohort_acceptance_rate", "--series-2", rows, ({ cohort }) => cohort?.value),
              ]}
            />
          </Panel>
        )}
        <Panel title="Every period" note="choose one to see it above" query={query} wide>
          <PeriodTable caption="The MQL report by period" rows={rows} selected={row} columns={columnsOf(q, a)} />
        </Panel>
      </div>
    </>
  );
}

function columnsOf(q: string, a: string): readonly Column<MqlRow>[] {
  const column = figureColumn<MqlRow>;
  return [
    column("leads_reached", q, ({ passed, period }) => ({ text: countText(passed), of: `${q} ${period.start}` })),
    column("target", "Target", ({ target }) => ({ text: countText(target) })),
    column("target_attainment", "Attained", ({ attainment }) => ({
      text: percentText(attainment?.value ?? null),
      exact: rateExact(attainment),
    })),
    column("leads_reached", a, ({ accepted, period }) => ({ text: countText(accepted), of: `${a} ${period.start}` })),
    column("leads_rejected", "Rejected", ({ rejected }) => ({ text: countText(rejected) })),
    column("open_mqls", "Open", ({ open }) => ({ text: countText(open.count) })),
    column("acceptance_rate", "Efficiency", ({ efficiency }) => ({
      text: percentText(efficiency?.value ?? null),
      exact: rateExact(efficiency),
    })),
    column("cohort_acceptance_rate", "Cohort", ({ cohort }) => ({
      text: percentText(cohort?.value ?? null),
      exact: rateExact(cohort),
    })),
    column("mqls_per_sql", "MQLs per SQL", ({ mqlsPerSql }) => ({
      text: decimalText(mqlsPerSql?.value ?? null),
      exact: rateExact(mqlsPerSql),
    })),
  ];
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
        <p class="muted">Nothing was rejected in the period.</p>
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
            { head: "Share", number: true, cell: ({ count }) => percentText(count / total) },
          ]}
        />
      )}
    </Panel>
  );
}
