import { NONE } from "./number.ts";

const SECOND = ["s", 1_000] as const;
const UNITS = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], SECOND] as const;

/**
 * A length of time in its two largest units, the smaller one rounded: 2 d 4 h, 3 h, 45 s; below a second in ms. With a
 * sign where it is negative. Pure.
 */
export function durationText(ms: number | null): string {
  if (ms === null) return NONE;
  const sign = ms < 0 ? "\u2212" : "";
  const length = Math.abs(ms);
  if (Math.round(length) < 1_000) return `${sign}${Math.round(length)} ms`;
  return sign + largest(length);
}

function largest(length: number): string {
  const [, step] = UNITS[unitOf(length) + 1] ?? SECOND;
  // Rounded before it is taken apart: 59 min 59.7 s is an hour, and never 60 min.
  const rounded = Math.round(length / step) * step;
  const at = unitOf(rounded);
  const [unit, size] = UNITS[at] ?? SECOND;
  const [smallUnit, smallSize] = UNITS[at + 1] ?? SECOND;
  const rest = Math.round((rounded % size) / smallSize);
  return `${Math.floor(rounded / size)} ${unit}${rest === 0 ? "" : ` ${rest} ${smallUnit}`}`;
}

/** Where the largest unit stands of which the length has one; of what is a second only when it is rounded, the last. */
function unitOf(length: number): number {
  const at = UNITS.findIndex(([, size]) => size <= length);
  return at === -1 ? UNITS.length - 1 : at;
}

/** Time left, to the second, for a clock that is watched: 1 d 04:05:09; overdue with a sign. Pure. */
export function countdownText(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1_000);
  const part = (size: number, of: number) => String(Math.floor(seconds / size) % of).padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  return `${ms < 0 ? "\u2212" : ""}${days === 0 ? "" : `${days} d `}${part(3_600, 24)}:${part(60, 60)}:${part(1, 60)}`;
}
