/** What falls due next: the clocks that are not overdue yet, the least time left first. */
import type { OpenClock, OpenClocks } from "@stagefold/reports";
import { view } from "../address/navigate.ts";
import { openClocksUrl } from "../api/urls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useNow } from "../live/now.ts";
import { Panel } from "../parts/panel.tsx";
import { ClockTable } from "./clock-table.tsx";

const SHOWN = 6;

export function NextDue() {
  const all = { ...view.value, sla: null, cursor: null };
  // The API lists one state at a time. The first of each hold the first of both.
  const atRisk = useAnswer<OpenClocks>(openClocksUrl({ ...all, state: "AT_RISK" }, SHOWN));
  const inTime = useAnswer<OpenClocks>(openClocksUrl({ ...all, state: "OPEN" }, SHOWN));
  const now = useNow(inTime.data?.asOf ?? null, inTime.receivedAt);
  const isPending = atRisk.pending || inTime.pending;
  const clocks = [...(atRisk.data?.rows ?? []), ...(inTime.data?.rows ?? [])].sort(byDue).slice(0, SHOWN);
  return (
    <Panel title="Next to fall due" note="not overdue yet" query={inTime.data?.query} wide>
      {now === null || atRisk.data === null ? (
        <div class="skeleton skeleton-few" aria-hidden="true" />
      ) : clocks.length === 0 ? (
        <p class="muted">No clock runs that is still in time.</p>
      ) : (
        <div class={isPending ? "pending" : ""} aria-busy={isPending}>
          <ClockTable caption="Clocks that fall due next" clocks={clocks} now={now} />
        </div>
      )}
    </Panel>
  );
}

/** As the API orders them. */
function byDue(a: OpenClock, b: OpenClock): number {
  return Date.parse(a.dueAt) - Date.parse(b.dueAt) || (a.clockId < b.clockId ? -1 : 1);
}
