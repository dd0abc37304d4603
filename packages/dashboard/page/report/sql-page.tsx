/** The SQL report: how many leads sales accepted, and what each of them cost. */
import type { SqlReport, SqlRow } from "@stagefold/reports";
import { view } from "../address/navigate.ts";
import { rangeReportUrl } from "../api/urls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { LineChart } from "../chart/line-chart.tsx";
import { lineOf } from "../chart/line-of.ts";
import { changeText, countText, exactMoneyText, moneyText, percentText } from "../format/number.ts";
import type { Column } from "../parts/data-table.tsx";
import { Empty } from "../parts/notices.tsx";
import { Panel } from "../parts/panel.tsx";
import { ReportFrame } from "../parts/report-frame.tsx";
import { Tile, Tiles } from "../parts/tile.tsx";
import { AimView } from "./aim.tsx";
import { figureColumn } from "./figure-column.tsx";
import { figureOf } from "./figure-of.ts";
import { LagPanel } from "./lag-panel.tsx";
import { PeriodTable } from "./period-table.tsx";
import { RangeHeading } from "./range-heading.tsx";
import { costExact, rateExact } from "./ratio.ts";
import { selectedRow } from "./selected-period.ts";
import { SqlLeadsPanel } from "./sql-leads-panel.tsx";
import { TrendMark } from "./trend.tsx";
import { usedRows } from "./used-rows.ts";

export function SqlPage() {
  const shown = useAnswer<SqlReport>(rangeReportUrl("sql", view.value));
  return (
    <ReportFrame shown={shown} tiles={6} panels={["wide", "half", "half", "half", "half", "wide"]}>
      {(report) => {
        // A range that was asked for is shown whole.
        const rows = view.value.from === null ? usedRows(report.rows, isUsed) : report.rows;
        const row = selectedRow(rows, view.value.period);
        return row === null ? (
          <Empty title="No period in this range">
            <p>Choose an earlier or a longer range.</p>
          </Empty>
        ) : (
          <SqlView report={report} rows={rows} row={row} />
        );
      }}
    </ReportFrame>
  );
}

function isUsed({ sqls, spend, target }: SqlRow): boolean {
  return Boolean(sqls) || Boolean(spend?.value) || target !== null;
}

interface SqlViewProps {
  readonly report: SqlReport;
  readonly rows: readonly SqlRow[];
  readonly row: SqlRow;
}

function SqlView({ report, rows, row }: SqlViewProps) {
  const { query, currency, accepted: a, qualified: q } = report;
  const money = (value: number | null) => moneyText(value, currency);
  const periods = rows.map(({ period }) => period);
  const of = (metric: string, subject: string | null) => figureOf(metric, subject, row.period);
  return (
    <>
      <RangeHeading rows={rows} row={row} asOf={row.asOf ?? report.asOf} segment={report.segment} />
      <Tiles label="The period in numbers">
        <Tile
          def="leads_reached"
          name={`Reached ${a}`}
          value={countText(row.sqls)}
          of={of("leads_reached", a)}
          note={<TrendMark trend={row.trend.sqls} rising="good" text={countText} />}
        />
        <Tile
          def="spend"
          value={money(row.spend?.value ?? null)}
          exact={row.spend === null ? undefined : exactMoneyText(row.spend.micros, row.spend.currency)}
          of={of("spend", null)}
        />
        <Tile
          def="cost_per_lead"
          name={`Cost per ${a}, simple`}
          value={money(row.cost?.value ?? null)}
          exact={costExact(row.cost)}
          of={of("cost_per_lead", a)}
          note={<TrendMark trend={row.trend.cost} rising="bad" text={money} />}
        />
        <Tile
          def="lagged_cost_per_lead"
          name={`Cost per ${a}, lagged`}
          value={money(row.lagged?.value ?? null)}
          exact={costExact(row.lagged)}
          of={of("lagged_cost_per_lead", a)}
          note={<TrendMark trend={row.trend.lagged} rising="bad" text={money} />}
        />
        <Tile
          def="cost_per_lead"
          name={`Cost per ${q}, simple`}
          value={money(row.costPerMql?.value ?? null)}
          exact={costExact(row.costPerMql)}
          note={costNote(row.costPerMql?.d, q)}
          of={of("cost_per_lead", q)}
        />
        <Tile
          def="lagged_cost_per_lead"
          name={`Cost per ${q}, lagged`}
          value={money(row.laggedPerMql?.value ?? null)}
          exact={costExact(row.laggedPerMql)}
          note={costNote(row.laggedPerMql?.d, q)}
          of={of("lagged_cost_per_lead", q)}
        />
      </Tiles>
      <div class="panels">
        {rows.length < 2 ? null : (
          <Panel title={`Cost per ${a}: simple against lagged`} query={query} wide>
            <LineChart
              label={`Cost per ${a} over ${rows.length} periods, simple and lagged`}
              periods={periods}
              text={money}
              lines={[
                lineOf("Simple", "cost_per_lead", "--series-1", rows, ({ cost }) => cost?.value),
                lineOf("Lagged", "lagged_cost_per_lead", "--series-2", rows, ({ lagged }) => lagged?.value),
              ]}
            />
          </Panel>
        )}
        <LagPanel row={row} accepted={a} lag={report.lag} query={query} />
        <Panel title={`Target for ${a}`} query={query}>
          <AimView aim={row} stage={a} period={row.period} />
        </Panel>
        {rows.length < 2 ? null : (
          <Panel title={`${a} against target`} query={query} wide>
            <LineChart
              label={`Leads that reached ${a} over ${rows.length} periods, and their targets`}
              periods={periods}
              text={countText}
              lines={[
                lineOf(a, "leads_reached", "--series-1", rows, ({ sqls }) => sqls),
                ...(rows.some(({ target }) => target !== null)
                  ? [{ ...lineOf("Target", "target", "--muted", rows, ({ target }) => target), dashed: true }]
                  : []),
              ]}
            />
          </Panel>
        )}
        <Panel title="Every period" note="choose one to see it above" query={query} wide>
          <PeriodTable caption="The SQL report by period" rows={rows} selected={row} columns={columnsOf(a, q, money)} />
        </Panel>
        <SqlLeadsPanel period={row.period} accepted={a} />
      </div>
    </>
  );
}

function costNote(leads: number | undefined, stage: string): string | undefined {
  return leads === undefined ? undefined : `${countText(leads)} ${stage}`;
}

function columnsOf(a: string, q: string, money: (value: number | null) => string): readonly Column<SqlRow>[] {
  const column = figureColumn<SqlRow>;
  return [
    column("leads_reached", a, ({ sqls, period }) => ({
      text: countText(sqls),
      of: figureOf("leads_reached", a, period),
    })),
    column("trend", "Change", ({ trend }) => ({ text: changeText(trend.sqls.change) })),
    column("target", "Target", ({ target }) => ({ text: countText(target) })),
    column("target_attainment", "Attained", ({ attainment, period }) => ({
      of: figureOf("target_attainment", a, period),
      text: percentText(attainment?.value ?? null),
      exact: rateExact(attainment),
    })),
    column("spend", "Spend", ({ spend, period }) => ({
      text: money(spend?.value ?? null),
      exact: spend === null ? undefined : exactMoneyText(spend.micros, spend.currency),
      of: figureOf("spend", null, period),
    })),
    column("cost_per_lead", `Per ${a}`, ({ cost, period }) => ({
      text: money(cost?.value ?? null),
      exact: costExact(cost),
      of: figureOf("cost_per_lead", a, period),
    })),
    column("lagged_cost_per_lead", `Per ${a}, lagged`, ({ lagged, period }) => ({
      text: money(lagged?.value ?? null),
      exact: costExact(lagged),
      of: figureOf("lagged_cost_per_lead", a, period),
    })),
    column("lag", "Lag", ({ lagged }) => ({ text: lagged?.lagDays == null ? "\u2013" : `${lagged.lagDays} d` })),
    column("cost_per_lead", `Per ${q}`, ({ costPerMql, period }) => ({
      of: figureOf("cost_per_lead", q, period),
      text: money(costPerMql?.value ?? null),
      exact: costExact(costPerMql),
    })),
  ];
}
