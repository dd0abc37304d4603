/**
 * Lines over periods: each labelled at its end, the numbers of the period under the pointer above, and all of them in
 * a table for who does not see lines.
 */
import type { PeriodShape } from "@stagefold/reports";
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { periodText, shortPeriodText } from "../format/period.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Term, Value } from "../parts/term.tsx";
import { theme } from "../parts/theme-switch.tsx";
import { colour } from "./colour.ts";

export interface Line {
  readonly name: string;
  readonly def: string;
  readonly values: readonly (number | null)[];
  /** A variable of the style sheet. */
  readonly colour: string;
  readonly dashed?: boolean;
}

export interface LineChartProps {
  readonly label: string;
  readonly periods: readonly PeriodShape[];
  readonly lines: readonly Line[];
  readonly text: (value: number | null) => string;
  /** As an axis has room for; left out: as the rest. */
  readonly axisText?: (value: number | null) => string;
}

const HEIGHT_PX = 216;
const FONT = "12px system-ui, sans-serif";

export function LineChart({ label, periods, lines, text, axisText = text }: LineChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const last = periods.length - 1;
  const at = Math.min(pointed ?? last, last);
  const period = periods[at];
  // The chart is made anew when what it shows differs, not with every answer that says the same.
  const drawn = JSON.stringify([periods, lines]);

  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const chart = new uPlot(optionsOf(element.clientWidth), dataOf(), element);
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT_PX }));
    resized.observe(element);
    const system = matchMedia("(prefers-color-scheme: dark)");
    const repaint = () => chart.redraw(false, true);
    system.addEventListener("change", repaint);
    const unsubscribe = theme.subscribe(repaint);
    return () => {
      unsubscribe();
      system.removeEventListener("change", repaint);
      resized.disconnect();
      chart.destroy();
    };
  }, [drawn]);

  function dataOf(): uPlot.AlignedData {
    return [periods.map((_, index) => index), ...lines.map(({ values }) => [...values])];
  }

  function optionsOf(width: number): uPlot.Options {
    const axis = {
      font: FONT,
      stroke: () => colour("--muted"),
      grid: { stroke: () => colour("--line"), width: 1 },
      ticks: { show: false },
    };
    return {
      width,
      height: HEIGHT_PX,
      legend: { show: false },
      padding: [12, labelRoom(), 0, 0],
      scales: {
        x: { time: false, range: () => [-0.3, last + 0.3] },
        y: { range: (_, __, most) => [0, most === null || most <= 0 ? 1 : most * 1.12] },
      },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 9 } },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 32,
          splits: () => periods.map((_, index) => index),
          values: (_, splits) => splits.map((index) => axisLabel(periods[index])),
          space: 68,
          incrs: [1, 2, 3, 4, 6, 12, 30, 60],
          filter: (self, splits) => thinned(splits, Math.max(1, Math.floor(self.width / 90))),
        },
        { ...axis, size: 64, values: (_, splits) => splits.map((value) => axisText(value)) },
      ],
      series: [
        {},
        ...lines.map(({ name, colour: variable, dashed }) => ({
          label: name,
          stroke: () => colour(variable),
          width: 2,
          spanGaps: false,
          ...(dashed ? { dash: [5, 4] } : {}),
          points: { show: true, size: 6, fill: () => colour("--surface") },
        })),
      ],
      hooks: {
        setCursor: [(self) => setPointed(self.cursor.idx ?? null)],
        draw: [drawNames],
      },
    };
  }

  function labelRoom(): number {
    return Math.min(130, 20 + Math.max(...lines.map(({ name }) => name.length)) * 8);
  }

  /** At the end of each line its name, moved apart where two would lie on each other. */
  function drawNames(self: uPlot): void {
    const context = self.ctx;
    const ratio = devicePixelRatio;
    const ends = lines
      .map(({ name, values, colour: variable }) => {
        const index = values.findLastIndex((value) => value !== null);
        const value = values[index];
        return value === undefined || value === null
          ? null
          : { name, variable, x: self.valToPos(index, "x", true), y: self.valToPos(value, "y", true) };
      })
      .filter((end) => end !== null)
      .sort((a, b) => a.y - b.y);
    context.save();
    context.font = `600 ${12 * ratio}px system-ui, sans-serif`;
    context.textAlign = "left";
    context.textBaseline = "middle";
    let free = 0;
    for (const { name, variable, y } of ends) {
      const line = Math.max(y, free);
      context.fillStyle = colour(variable);
      context.fillText(name, self.bbox.left + self.bbox.width + 8 * ratio, line);
      free = line + 15 * ratio;
    }
    context.restore();
  }

  return (
    <figure class="chart">
      <p class="readout" aria-hidden="true">
        <span>{period === undefined ? "" : periodText(period)}</span>
        {lines.map(({ name, def, values, colour: variable }) => (
          <span key={name} class="readout-line" style={{ "--key": `var(${variable})` }}>
            {name} <Value def={def}>{text(values[at] ?? null)}</Value>
          </span>
        ))}
      </p>
      <div class="chart-place" ref={place} role="img" aria-label={`${label}. The numbers are in the table below.`} />
      <details class="numbers">
        <summary>Numbers as a table</summary>
        <DataTable
          caption={label}
          rows={periods.map((each, index) => ({ each, index }))}
          keyOf={({ each }) => each.start}
          columns={[
            { head: "Period", rowHead: true, cell: ({ each }) => periodText(each) },
            ...lines.map(({ name, def, values }) => ({
              head: <Term def={def}>{name}</Term>,
              number: true,
              cell: ({ index }: { readonly index: number }) => <Value def={def}>{text(values[index] ?? null)}</Value>,
            })),
          ]}
        />
      </details>
    </figure>
  );
}

/** Where a label would have no room there is no place. */
function axisLabel(period: PeriodShape | undefined): string {
  return period === undefined ? "" : shortPeriodText(period);
}

/** The places on the axis that get a label: so many at most, the last one always. */
function thinned(places: readonly number[], most: number): (number | null)[] {
  const step = Math.ceil(places.length / most);
  return places.map((place, index) => ((places.length - 1 - index) % step === 0 ? place : null));
}
