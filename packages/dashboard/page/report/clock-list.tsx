/** The clocks that run, the least time left first, ticking. */
import type { OpenClock, OpenClocks } from "@stagefold/reports";
import { Link } from "../address/link.tsx";
import { go, view } from "../address/navigate.ts";
import { openClocksUrl } from "../api/urls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { countdownText } from "../format/duration.ts";
import { instantText } from "../format/instant.ts";
import { useNow } from "../live/now.ts";
import { DataTable } from "../parts/data-table.tsx";
import { ProblemNotice } from "../parts/notices.tsx";
import { Pager } from "../parts/pager.tsx";
import { Panel } from "../parts/panel.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { Term, Value } from "../parts/term.tsx";
import { useTenant } from "./context.ts";
import { segmentColumns } from "./segment-columns.tsx";

const PAGE = 15;
const STATES = [
  [null, "All"],
  ["BREACHED", "Breached"],
  ["AT_RISK", "At risk"],
  ["OPEN", "Open"],
] as const;

export function ClockList() {
  const { timeZone, slas } = useTenant();
  const { data, problem, receivedAt, pending } = useAnswer<OpenClocks>(openClocksUrl(view.value, PAGE));
  const now = useNow(data?.asOf ?? null, receivedAt);
  return (
    <Panel title="Open clocks" note="the least time left first" query={data?.query} wide>
      <div class="chips">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form of its own. */}
        <div role="group" aria-label="State of the clocks">
          {STATES.map(([state, name]) => (
            <button
              key={name}
              type="button"
              class="chip"
              aria-pressed={view.value.state === state}
              onClick={() => go({ state })}
            >
              {name}
            </button>
          ))}
        </div>
        <label>
          <span class="unseen">Agreement</span>
          <select value={view.value.sla ?? ""} onChange={(event) => go({ sla: event.currentTarget.value || null })}>
            <option value="">Every agreement</option>
            {slas.map(({ id }) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </select>
        </label>
      </div>
      {problem === null ? null : <ProblemNotice problem={problem} />}
      {data === null || now === null ? (
        <div class="skeleton skeleton-rows" aria-hidden="true" />
      ) : data.rows.length === 0 ? (
        <p class="muted">No clock runs: nothing waits for anybody.</p>
      ) : (
        <div class={pending ? "pending" : ""} aria-busy={pending}>
          <DataTable
            caption="Open clocks, the least time left first"
            rows={data.rows}
            keyOf={({ clockId }) => clockId}
            columns={[
              {
                head: "Lead",
                rowHead: true,
                cell: ({ leadId }) => <Link to={{ page: "lead", lead: leadId }}>{leadId}</Link>,
              },
              { head: "State", cell: (clock) => <StateBadge state={stateAt(clock, now)} /> },
              {
                head: <Term def="time_left" />,
                number: true,
                cell: ({ dueAt }) => <TimeLeft ms={Date.parse(dueAt) - now} />,
              },
              { head: "Due", cell: ({ dueAt }) => instantText(dueAt, timeZone) },
              { head: "Agreement", cell: ({ slaId }) => slaId },
              ...segmentColumns<OpenClock>(),
            ]}
          />
          <Pager next={data.nextCursor} of="open clocks" />
        </div>
      )}
    </Panel>
  );
}

function TimeLeft({ ms }: { readonly ms: number }) {
  return (
    <Value def="time_left" class={ms < 0 ? "bad countdown" : "countdown"}>
      {countdownText(ms)}
    </Value>
  );
}

/** What a clock has come to since the answer: the stream brings the answer that says so too. */
function stateAt({ state, dueAt, warnAt }: OpenClock, now: number): OpenClock["state"] {
  if (state === "BREACHED" || Date.parse(dueAt) < now) return "BREACHED";
  return warnAt !== null && Date.parse(warnAt) < now ? "AT_RISK" : state;
}
