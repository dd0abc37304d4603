/** The velocity report: how long leads stay in each stage, beside the agreements that govern it. */
import type {
  Distribution,
  GoverningSla,
  PairVelocity,
  PeriodShape,
  StageVelocity,
  VelocityReport,
} from "@stagefold/reports";
import { view } from "../address/navigate.ts";
import { periodReportUrl } from "../api/urls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Histogram } from "../chart/histogram.tsx";
import { durationText } from "../format/duration.ts";
import { countText, percentText } from "../format/number.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/notices.tsx";
import { Panel } from "../parts/panel.tsx";
import { ReportFrame } from "../parts/report-frame.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";
import { Term, Value } from "../parts/term.tsx";
import { Fact } from "./aim.tsx";
import { useTenant } from "./context.ts";
import { figureColumn } from "./figure-column.tsx";
import { type Field, figureOf } from "./figure-of.ts";
import { PeriodHeading } from "./period-heading.tsx";
import { rateExact } from "./ratio.ts";

export function VelocityPage() {
  const shown = useAnswer<VelocityReport>(periodReportUrl("velocity", view.value));
  return (
    <ReportFrame shown={shown} tiles={0} panels={["wide", "half", "half", "half", "half"]}>
      {(report) => <VelocityView report={report} />}
    </ReportFrame>
  );
}

function VelocityView({ report }: { readonly report: VelocityReport }) {
  const { firstDay, today } = useTenant();
  const { stages, velocities, query, period, asOf } = report;
  const lived = stages.filter(({ closed, open }) => closed.count + open.count > 0);
  return (
    <>
      <PeriodHeading period={period} asOf={asOf} segment={report.segment} first={firstDay} last={today} />
      {lived.length === 0 ? (
        <Empty title="No lead was in any stage">
          <p>Choose another period or segment.</p>
        </Empty>
      ) : (
        <div class="panels">
          <Panel
            title="Time in each stage"
            note="of stays that ended in the period; open ones by their age"
            query={query}
            wide
          >
            <Overview stages={lived} period={period} />
          </Panel>
          {lived.map((stage) => (
            <StagePanel key={stage.stage} stage={stage} query={query} />
          ))}
          {velocities.length === 0 ? null : (
            <Panel title="From stage to stage" note="of leads that arrived in the period" query={query} wide>
              <Pairs pairs={velocities} period={period} />
            </Panel>
          )}
        </div>
      )}
    </>
  );
}

type Times = readonly [name: string, pick: (times: Distribution) => number | null, field: Field];

const TIMES: readonly Times[] = [
  ["Median", ({ p50Ms }) => p50Ms, "sampleP50"],
  ["Mean", ({ meanMs }) => meanMs, "value"],
  ["75 %", ({ p75Ms }) => p75Ms, "sampleP75"],
  ["90 %", ({ p90Ms }) => p90Ms, "sampleP90"],
  ["95 %", ({ p95Ms }) => p95Ms, "sampleP95"],
  ["Longest", ({ maxMs }) => maxMs, "sampleMax"],
];

interface OverviewProps {
  readonly stages: readonly StageVelocity[];
  readonly period: PeriodShape;
}

function Overview({ stages, period }: OverviewProps) {
  const column = figureColumn<StageVelocity>;
  return (
    <DataTable
      caption="Time in each stage"
      rows={stages}
      keyOf={({ stage }) => stage}
      columns={[
        { head: "Stage", rowHead: true, cell: ({ stage }) => stage },
        { head: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
        column("time_in_stage", "Left", ({ closed, stage }) => ({
          text: countText(closed.count),
          of: figureOf("time_in_stage", stage, period, "sampleCount"),
        })),
        ...TIMES.map(([name, pick, field]) =>
          column("time_in_stage", name, ({ closed, stage }) => ({
            text: durationText(pick(closed)),
            of: figureOf("time_in_stage", stage, period, field),
          })),
        ),
        column("open_age", "Open", ({ open }) => ({ text: countText(open.count) })),
        column("open_age", "Median age", ({ open }) => ({ text: durationText(open.p50Ms) })),
        column("open_age", "Oldest", ({ open }) => ({ text: durationText(open.maxMs) })),
      ]}
    />
  );
}

function StagePanel({ stage: of, query }: { readonly stage: StageVelocity; readonly query: string }) {
  const { stage, closed, open, histogram, slas } = of;
  // Business hours are no place on an axis of elapsed time.
  const limits = slas.filter(({ calendar }) => !calendar).map(({ slaId, withinMs }) => ({ name: slaId, ms: withinMs }));
  return (
    <Panel title={stage} note={`${countText(closed.count)} left, ${countText(open.count)} open`} query={query}>
      <dl class="facts">
        <Fact def="time_in_stage" name="Median" value={durationText(closed.p50Ms)} />
        <Fact def="time_in_stage" name="90 %" value={durationText(closed.p90Ms)} />
        <Fact def="time_in_stage" name="Mean" value={durationText(closed.meanMs)} />
        <Fact def="open_age" name="Open, oldest" value={durationText(open.maxMs)} />
      </dl>
      <Histogram label={`How long leads were in ${stage}`} bins={histogram} limits={limits} />
      {slas.map((sla) => (
        <Governing key={sla.slaId} sla={sla} />
      ))}
    </Panel>
  );
}

/** An agreement on the stage: kept or not, and where the mean hides that it was not. */
function Governing({ sla }: { readonly sla: GoverningSla }) {
  const { slaId, withinMs, calendar, kept, brokenShare, meanMs, meanKeeps } = sla;
  const broken = brokenShare !== null && brokenShare.n > 0;
  const decided = kept !== null && kept.d > 0;
  return (
    <div class={`governing ${decided ? (broken ? "governing-bad" : "governing-good") : ""}`}>
      <p>
        <strong>{slaId}</strong>: within {durationText(withinMs)}
        {calendar ? " of business hours" : ""}
      </p>
      {decided && kept !== null ? (
        <p>
          <span class={`badge badge-${broken ? "bad" : "good"}`}>{broken ? "not kept" : "kept"}</span>{" "}
          <Term def="sla_kept">kept by</Term>{" "}
          <Value def="sla_kept" exact={rateExact(kept)}>
            {percentText(kept.value)}
          </Value>
          , <Term def="broken_share">broken by</Term>{" "}
          <Value def="broken_share" exact={rateExact(brokenShare)} class={broken ? "bad" : ""}>
            {percentText(brokenShare?.value ?? null)}
          </Value>{" "}
          <span class="muted">({rateExact(brokenShare)})</span>
        </p>
      ) : (
        <p class="muted">No clock of the period is decided yet.</p>
      )}
      {meanMs === null ? null : (
        <p>
          <Term def="mean_keeps">Mean response</Term> <Value def="sla_response_time">{durationText(meanMs)}</Value>
          {meanKeeps === true && broken ? (
            <>
              {" "}
              <span class="badge badge-warn">looks fine</span>{" "}
              <span class="muted">by the mean alone, though {percentText(brokenShare?.value ?? null)} broke it</span>
            </>
          ) : null}
          {meanKeeps === false ? <span class="bad"> above what is allowed</span> : null}
        </p>
      )}
    </div>
  );
}

interface PairsProps {
  readonly pairs: readonly PairVelocity[];
  readonly period: PeriodShape;
}

function Pairs({ pairs, period }: PairsProps) {
  const column = figureColumn<PairVelocity>;
  return (
    <DataTable
      caption="Time from stage to stage"
      rows={pairs}
      keyOf={({ from, to }) => `${from}>${to}`}
      columns={[
        { head: "From", rowHead: true, cell: ({ from, to }) => `${from === "*" ? "the beginning" : from} to ${to}` },
        { head: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
        column("velocity", "Leads", ({ times, from, to }) => ({
          text: countText(times.count),
          of: figureOf("velocity", `${from}>${to}`, period, "sampleCount"),
        })),
        ...TIMES.map(([name, pick, field]) =>
          column("velocity", name, ({ times, from, to }) => ({
            text: durationText(pick(times)),
            of: figureOf("velocity", `${from}>${to}`, period, field),
          })),
        ),
      ]}
    />
  );
}
