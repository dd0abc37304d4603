import type { Line } from "./line-chart.tsx";

/** One line of a chart: a figure of each row. Pure. */
export function lineOf<T>(
  name: string,
  def: string,
  colour: string,
  rows: readonly T[],
  value: (row: T) => number | null | undefined,
): Line {
  return { name, def, colour, values: rows.map((row) => value(row) ?? null) };
}
