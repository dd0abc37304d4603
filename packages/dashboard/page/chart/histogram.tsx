/** How many stays lasted how long, as bars; the open ones in another colour, and what an agreement allows as a line. */

import type { Bin } from "@stagefold/reports";
import { durationText } from "../format/duration.ts";
import { countText } from "../format/number.ts";
import { DataTable } from "../parts/data-table.tsx";
import { ScrollBox } from "../parts/scroll-box.tsx";
import { Term } from "../parts/term.tsx";

export interface HistogramProps {
  readonly label: string;
  readonly bins: readonly Bin[];
  readonly limits: readonly { readonly name: string; readonly ms: number }[];
}

const HEIGHT = 110;
const STEP = 50;
const TOP = 32;

export function Histogram({ label, bins, limits }: HistogramProps) {
  const most = Math.max(1, ...bins.map(({ closed, open }) => closed + open));
  const width = bins.length * STEP;
  const heightOf = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT));
  return (
    <figure class="chart histogram">
      <ScrollBox label={`${label}, drawn`}>
        <svg
          role="img"
          aria-label={`${label}. The numbers are in the table below.`}
          viewBox={`0 0 ${width} ${TOP + HEIGHT + 22}`}
          style={{ minWidth: `${bins.length * 42}px`, maxWidth: `${bins.length * 72}px` }}
        >
          <line class="axis" x1="0" x2={width} y1={TOP + HEIGHT} y2={TOP + HEIGHT} />
          {bins.map(({ fromMs, toMs, closed, open }, index) => {
            const closedHeight = heightOf(closed);
            const openHeight = heightOf(open);
            const x = index * STEP + 5;
            const top = TOP + HEIGHT - closedHeight - openHeight;
            return (
              <g key={fromMs} data-def="histogram" data-exact={binText({ fromMs, toMs, closed, open })}>
                <rect class="hit" x={index * STEP} width={STEP} y={TOP} height={HEIGHT} />
                <rect class="closed" x={x} width={STEP - 10} y={TOP + HEIGHT - closedHeight} height={closedHeight} />
                <rect class="open" x={x} width={STEP - 10} y={top} height={openHeight} />
                {closed + open === 0 ? null : (
                  <text class="count" x={x + (STEP - 10) / 2} y={top - 4}>
                    {countText(closed + open)}
                  </text>
                )}
                <text class="edge" x={index * STEP + STEP / 2} y={TOP + HEIGHT + 14}>
                  {toMs === null ? `\u2265 ${durationText(fromMs)}` : `< ${durationText(toMs)}`}
                </text>
              </g>
            );
          })}
          {limits.map(({ name, ms }) => {
            const x = placeOf(ms, bins) * STEP;
            const leftwards = x > width / 2;
            return (
              <g key={name} class="limit">
                <line x1={x} x2={x} y1={12} y2={TOP + HEIGHT} />
                <text x={leftwards ? x - 4 : x + 4} y={10} class={leftwards ? "end" : ""}>
                  {name}: {durationText(ms)}
                </text>
              </g>
            );
          })}
        </svg>
      </ScrollBox>
      <p class="key">
        <span class="key-closed">left in the period</span> <span class="key-open">still open, by age</span>
      </p>
      <details class="numbers">
        <summary>Numbers as a table</summary>
        <DataTable
          caption={label}
          rows={bins}
          keyOf={({ fromMs }) => String(fromMs)}
          columns={[
            { head: "Time", rowHead: true, cell: rangeText },
            { head: <Term def="histogram">Left</Term>, number: true, cell: ({ closed }) => countText(closed) },
            { head: <Term def="open_age">Open</Term>, number: true, cell: ({ open }) => countText(open) },
          ]}
        />
      </details>
    </figure>
  );
}

function rangeText({ fromMs, toMs }: Pick<Bin, "fromMs" | "toMs">): string {
  return toMs === null ? `${durationText(fromMs)} and longer` : `${durationText(fromMs)} to ${durationText(toMs)}`;
}

function binText(bin: Bin): string {
  return `${rangeText(bin)}: ${countText(bin.closed)} left, ${countText(bin.open)} open`;
}

/** Where a length lies on the axis, in bins: within its bin in proportion. */
export function placeOf(ms: number, bins: readonly Pick<Bin, "fromMs" | "toMs">[]): number {
  const index = bins.findIndex(({ toMs }) => toMs === null || ms < toMs);
  const bin = bins[index];
  if (bin === undefined) return bins.length;
  return index + (bin.toMs === null ? 0.5 : (ms - bin.fromMs) / (bin.toMs - bin.fromMs));
}
