/** One lead: where it was, what was done with it, and its clocks with the reason for each one's state. */
import type { LeadPage as Lead, LeadClock, LeadStay } from "@stagefold/reports";
import { view } from "../address/navigate.ts";
import { leadUrl } from "../api/urls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { durationText } from "../format/duration.ts";
import { exactInstantText, instantText } from "../format/instant.ts";
import { countText, NONE } from "../format/number.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Panel } from "../parts/panel.tsx";
import { ReportFrame } from "../parts/report-frame.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { Term, Value } from "../parts/term.tsx";
import { segmentColumns } from "./segment-columns.tsx";

export function LeadPage() {
  const shown = useAnswer<Lead>(leadUrl(view.value));
  return (
    <ReportFrame shown={shown} tiles={0} panels={["wide", "wide", "wide"]}>
      {(lead) => <LeadView lead={lead} />}
    </ReportFrame>
  );
}

function LeadView({ lead }: { readonly lead: Lead }) {
  const { timeZone, query, stays, activities, clocks, stage, beganAt, asOf } = lead;
  return (
    <>
      <dl class="facts lead-facts">
        <Plain name="Stage" value={stage ?? "none known"} />
        <Plain name="Began" value={beganAt === null ? NONE : instantText(beganAt, timeZone)} />
        <Plain name="Owner" value={lead.ownerId ?? NONE} />
        <Plain name="Channel" value={lead.channel ?? NONE} />
        <Plain name="Campaign" value={lead.campaignId ?? NONE} />
        <Plain name="Events" value={countText(lead.events)} />
        <Plain name="As of" value={asOf === null ? NONE : exactInstantText(asOf, timeZone)} />
      </dl>
      <div class="panels">
        <Panel title="Clocks" note="and why each is in its state" query={query} wide>
          {clocks.length === 0 ? (
            <p class="muted">No agreement has put a clock on this lead.</p>
          ) : (
            <Clocks clocks={clocks} timeZone={timeZone} />
          )}
        </Panel>
        <Panel title="Stays" note="the oldest first" query={query} wide>
          {stays.length === 0 ? (
            <p class="muted">The lead has been in no stage.</p>
          ) : (
            <Stays stays={stays} timeZone={timeZone} />
          )}
        </Panel>
        <Panel title="Activities" note="the oldest first" query={query} wide>
          {activities.length === 0 ? (
            <p class="muted">Nothing was recorded.</p>
          ) : (
            <DataTable
              caption="Activities"
              rows={activities}
              keyOf={({ eventId }) => eventId}
              columns={[
                { head: "When", rowHead: true, cell: ({ at }) => instantText(at, timeZone) },
                { head: "Who", cell: ({ actor }) => actor.toLowerCase() },
                { head: "What", cell: ({ kind }) => kind },
                { head: "In stage", cell: ({ stage: at }) => at ?? NONE },
                {
                  head: "Details",
                  cell: ({ attributes }) =>
                    Object.entries(attributes)
                      .map(([name, value]) => `${name}: ${value}`)
                      .join(", "),
                },
              ]}
            />
          )}
        </Panel>
      </div>
    </>
  );
}

function Plain({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Clocks({ clocks, timeZone }: { readonly clocks: readonly LeadClock[]; readonly timeZone: string }) {
  return (
    <DataTable
      caption="Clocks of the lead"
      rows={clocks}
      keyOf={({ clockId }) => clockId}
      columns={[
        {
          head: "Agreement",
          rowHead: true,
          cell: ({ slaId, stage, visit }) => (
            <>
              {slaId}
              <span class="below muted">
                {stage}
                {visit > 1 ? `, visit ${visit}` : ""}
              </span>
            </>
          ),
        },
        { head: "State", cell: ({ state }) => <StateBadge state={state} /> },
        { head: "Why", cell: ({ why }) => <span class="why">{why}</span> },
        { head: "Started", cell: ({ startedAt }) => instantText(startedAt, timeZone) },
        { head: "Due", cell: ({ dueAt }) => instantText(dueAt, timeZone) },
        { head: "Ended", cell: ({ endedAt }) => (endedAt === null ? NONE : instantText(endedAt, timeZone)) },
        {
          head: <Term def="time_left" />,
          number: true,
          cell: ({ timeLeftMs }) => <Value def="time_left">{durationText(timeLeftMs)}</Value>,
        },
        {
          head: <Term def="overdue" />,
          number: true,
          cell: ({ overdueMs }) => <Value def="overdue">{durationText(overdueMs)}</Value>,
        },
      ]}
    />
  );
}

function Stays({ stays, timeZone }: { readonly stays: readonly LeadStay[]; readonly timeZone: string }) {
  return (
    <DataTable
      caption="Stays of the lead"
      rows={stays}
      keyOf={({ stayId }) => stayId}
      columns={[
        {
          head: "Stage",
          rowHead: true,
          cell: ({ stage, visit }) => (visit > 1 ? `${stage} (visit ${visit})` : stage),
        },
        { head: "Entered", cell: ({ enteredAt }) => instantText(enteredAt, timeZone) },
        {
          head: "Left",
          cell: ({ exitedAt }) => (exitedAt === null ? <em>is here</em> : instantText(exitedAt, timeZone)),
        },
        {
          head: <Term def="time_in_stage" />,
          number: true,
          cell: ({ durationMs, ageMs }) =>
            durationMs === null ? (
              <Value def="open_age">{durationText(ageMs)} so far</Value>
            ) : (
              <Value def="time_in_stage">{durationText(durationMs)}</Value>
            ),
        },
        { head: "Next", cell: ({ nextStage }) => nextStage ?? NONE },
        { head: "Reason", cell: ({ reason }) => reason ?? NONE },
        ...segmentColumns<LeadStay>(),
      ]}
    />
  );
}
