/** The clocks that run, the least time left first, ticking. */
import type { OpenClocks } from "@stagefold/reports";
import { go, view } from "../address/navigate.ts";
import { openClocksUrl } from "../api/urls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useNow } from "../live/now.ts";
import { ProblemNotice } from "../parts/notices.tsx";
import { Pager } from "../parts/pager.tsx";
import { Panel } from "../parts/panel.tsx";
import { ClockTable } from "./clock-table.tsx";
import { useTenant } from "./context.ts";

const PAGE = 15;
const STATES = [
  [null, "All"],
  ["BREACHED", "Breached"],
  ["AT_RISK", "At risk"],
  ["OPEN", "Open"],
] as const;

export function ClockList() {
  const { slas } = useTenant();
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
          <ClockTable caption="Open clocks, the least time left first" clocks={data.rows} now={now} />
          <Pager next={data.nextCursor} of="open clocks" />
        </div>
      )}
    </Panel>
  );
}
