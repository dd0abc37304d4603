/** The SLA board: what is running, what ran out, and how the agreements are kept. */
import type { PeriodShape, PolicyRow, SlaBoard } from "@stagefold/reports";
import { view } from "../address/navigate.ts";
import { periodReportUrl } from "../api/urls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { durationText } from "../format/duration.ts";
import { countText, percentText } from "../format/number.ts";
import { Bar } from "../parts/bar.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/notices.tsx";
import { Panel } from "../parts/panel.tsx";
import { ReportFrame } from "../parts/report-frame.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";
import { Term } from "../parts/term.tsx";
import { Tile, Tiles } from "../parts/tile.tsx";
import { BreachGroup, NewestBreaches } from "./breach-panels.tsx";
import { ClockList } from "./clock-list.tsx";
import { useTenant } from "./context.ts";
import { figureColumn } from "./figure-column.tsx";
import { figureOf } from "./figure-of.ts";
import { LiveNews } from "./live-news.tsx";
import { NextDue } from "./next-due.tsx";
import { PeriodHeading } from "./period-heading.tsx";
import { rateExact } from "./ratio.ts";
import { SpeedToLead } from "./speed-to-lead.tsx";

export function SlaPage() {
  const shown = useAnswer<SlaBoard>(periodReportUrl("sla", view.value));
  return (
    <ReportFrame shown={shown} tiles={5} panels={["wide", "half", "half", "half", "half"]}>
      {(board) => <Board board={board} />}
    </ReportFrame>
  );
}

function Board({ board }: { readonly board: SlaBoard }) {
  const { firstDay, today } = useTenant();
  const { openClocks, policies, speedToLead, breaches, query, period, asOf } = board;
  if (policies.length === 0) {
    return (
      <Empty title="No agreement is configured">
        <p>An entry under slas in the tenant's configuration makes one.</p>
      </Empty>
    );
  }
  const met = sum(policies, ({ met: count }) => count);
  const breached = sum(policies, ({ breached: count }) => count);
  return (
    <>
      <PeriodHeading period={period} asOf={asOf} segment={board.segment} first={firstDay} last={today} />
      <Tiles label="Clocks in numbers">
        <Tile
          def="open_clocks"
          name="Overdue now"
          value={countText(openClocks.breached)}
          tone={openClocks.breached > 0 ? "bad" : "good"}
        />
        <Tile
          def="open_clocks"
          name="At risk now"
          value={countText(openClocks.atRisk)}
          tone={openClocks.atRisk > 0 ? "warn" : undefined}
        />
        <Tile def="open_clocks" name="Open, in time" value={countText(openClocks.open)} />
        <Tile def="sla_met" name="Met in the period" value={countText(met)} />
        <Tile def="sla_breached" name="Breached in the period" value={countText(breached)} />
      </Tiles>
      <LiveNews />
      <div class="panels">
        <NextDue />
        <ClockList />
        <Panel title="Compliance" note="of clocks started in the period" query={query} wide>
          <Policies policies={policies} period={period} />
        </Panel>
        <div class="stack">
          <SpeedToLead speed={speedToLead} query={query} period={period} />
          <BreachGroup groups={breaches.byPolicy} by="agreement" nobody="none" query={query} />
        </div>
        <BreachGroup groups={breaches.byOwner} by="owner" nobody="nobody" query={query} />
        <BreachGroup groups={breaches.byCampaign} by="campaign" nobody="no campaign" query={query} wide />
        <NewestBreaches />
      </div>
    </>
  );
}

/** null where none of them is published. */
function sum(policies: readonly PolicyRow[], count: (policy: PolicyRow) => number | null): number | null {
  const counts = policies.map(count).filter((each) => each !== null);
  return counts.length === 0 ? null : counts.reduce((total, each) => total + each, 0);
}

function Policies({ policies, period }: { readonly policies: readonly PolicyRow[]; readonly period: PeriodShape }) {
  const column = figureColumn<PolicyRow>;
  return (
    <DataTable
      caption="How each agreement is kept"
      rows={policies}
      keyOf={({ slaId }) => slaId}
      columns={[
        {
          head: "Agreement",
          rowHead: true,
          cell: ({ slaId, stage, withinMs, calendar }) => (
            <>
              {slaId}
              <span class="below muted">
                from {stage}, within {durationText(withinMs)}
                {calendar ? " of business hours" : ""}
              </span>
            </>
          ),
        },
        { head: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
        column("sla_compliance", null, ({ compliance, slaId }) => ({
          text: percentText(compliance?.value ?? null),
          exact: rateExact(compliance),
          of: figureOf("sla_compliance", slaId, period),
        })),
        {
          head: <span class="unseen">Drawn</span>,
          cell: ({ compliance }) => <Bar share={compliance?.value ?? null} tone="good" />,
        },
        column("sla_met", null, ({ met, slaId }) => ({ text: countText(met), of: figureOf("sla_met", slaId, period) })),
        column("sla_breached", null, ({ breached, slaId }) => ({
          text: countText(breached),
          of: figureOf("sla_breached", slaId, period),
        })),
        column("sla_cancelled", null, ({ cancelled, slaId }) => ({
          text: countText(cancelled),
          of: figureOf("sla_cancelled", slaId, period),
        })),
        column("sla_response_time", "Median response", ({ response, slaId }) => ({
          of: figureOf("sla_response_time", slaId, period, "sampleP50"),
          text: durationText(response?.p50Ms ?? null),
        })),
        column("sla_response_time", "90 %", ({ response, slaId }) => ({
          text: durationText(response?.p90Ms ?? null),
          of: figureOf("sla_response_time", slaId, period, "sampleP90"),
        })),
        {
          head: <Term def="open_clocks">Running</Term>,
          number: true,
          cell: ({ openClocks: { open, atRisk, breached } }) => countText(open + atRisk + breached),
        },
      ]}
    />
  );
}
