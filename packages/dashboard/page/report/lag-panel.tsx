/** The lag: which days' money stands against which days' leads, drawn on one line of time. */
import type { LaggedCost, SqlRow } from "@stagefold/reports";
import { countText, exactMoneyText, moneyText } from "../format/number.ts";
import { dayMs, windowText } from "../format/period.ts";
import { Panel } from "../parts/panel.tsx";
import { ScrollBox } from "../parts/scroll-box.tsx";
import { Term, Value } from "../parts/term.tsx";
import { useTenant } from "./context.ts";
import { costExact } from "./ratio.ts";

export interface LagPanelProps {
  readonly row: SqlRow;
  readonly accepted: string;
  readonly lag: string | null;
  readonly query: string;
}

export function LagPanel({ row, accepted, lag, query }: LagPanelProps) {
  const { currency } = useTenant();
  const { lagged, cost } = row;
  return (
    <Panel title="Simple against lagged" note={lag === null ? undefined : `lag: ${lag}`} query={query}>
      {lagged === null ? (
        <p class="muted">
          {lag === null
            ? "No lag is configured for this tenant: only the simple cost is known."
            : "There is no lagged cost for this period and segment: money is known by channel and campaign only."}
        </p>
      ) : (
        <>
          <Windows lagged={lagged} />
          <ScrollBox label="Both costs">
            <table class="plain">
              <caption class="unseen">Both costs with the money and the leads in them</caption>
              <thead>
                <tr>
                  <th scope="col">Cost per {accepted}</th>
                  <th scope="col">Money of</th>
                  <th scope="col" class="number">
                    <Term def="spend">Money</Term>
                  </th>
                  <th scope="col" class="number">
                    <Term def="leads_reached">{accepted}</Term>
                  </th>
                  <th scope="col" class="number">
                    Cost
                  </th>
                </tr>
              </thead>
              <tbody>
                <tr>
                  <th scope="row">Simple</th>
                  <td>{windowText(row.period)}</td>
                  <td class="number">
                    <Value def="spend">
                      {cost === null ? "\u2013" : exactMoneyText(cost.n.micros, cost.n.currency)}
                    </Value>
                  </td>
                  <td class="number">{countText(cost?.d ?? null)}</td>
                  <td class="number">
                    <Value def="cost_per_lead" exact={costExact(cost)}>
                      {moneyText(cost?.value ?? null, currency)}
                    </Value>
                  </td>
                </tr>
                <tr>
                  <th scope="row">Lagged</th>
                  <td>{lagged.spendWindow === null ? "no lag known" : windowText(lagged.spendWindow)}</td>
                  <td class="number">
                    <Value def="spend">
                      {lagged.n === null ? "\u2013" : exactMoneyText(lagged.n.micros, lagged.n.currency)}
                    </Value>
                  </td>
                  <td class="number">{countText(lagged.d)}</td>
                  <td class="number">
                    <Value def="lagged_cost_per_lead" exact={costExact(lagged)}>
                      {moneyText(lagged.value, currency)}
                    </Value>
                  </td>
                </tr>
              </tbody>
            </table>
          </ScrollBox>
        </>
      )}
    </Panel>
  );
}

const WIDTH = 400;

/** The window of the money above that of the leads. The table beneath says the same. */
function Windows({ lagged }: { readonly lagged: LaggedCost }) {
  const { lagDays, reachedWindow, spendWindow } = lagged;
  if (spendWindow === null) {
    return <p class="muted">No lead of the period tells how long the way is: there is no lag, and no lagged cost.</p>;
  }
  const from = dayMs(spendWindow.start);
  const length = dayMs(reachedWindow.end) - from;
  const place = (day: string) => ((dayMs(day) - from) / length) * WIDTH;
  const bar = (window: { readonly start: string; readonly end: string }, y: number, name: string) => (
    <rect
      class={name}
      x={place(window.start)}
      width={place(window.end) - place(window.start)}
      y={y}
      height="14"
      rx="3"
    />
  );
  const middle = (place(spendWindow.start) + place(reachedWindow.start)) / 2;
  return (
    <svg class="windows" viewBox={`0 0 ${WIDTH} 76`} aria-hidden="true">
      <text x="0" y="11" class="name-money">
        money
      </text>
      {bar(spendWindow, 16, "money")}
      <line class="arrow" x1={place(spendWindow.start)} x2={place(reachedWindow.start)} y1="38" y2="38" />
      <text x={Math.max(middle, 30)} y="49" class="lag">
        {lagDays} days
      </text>
      {bar(reachedWindow, 56, "leads")}
      <text x={WIDTH} y="52" class="name-leads">
        leads
      </text>
    </svg>
  );
}
