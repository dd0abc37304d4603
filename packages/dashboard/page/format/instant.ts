/** Instants as text, in the time zone of the tenant. Pure. */
import { LOCALE } from "./locale.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = timeZone + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(LOCALE, { ...options, timeZone, hourCycle: "h23" });
  formats.set(key, known);
  return known;
}

/** 16 Mar 2026, 11:30. */
export function instantText(instant: string, timeZone: string): string {
  return format(timeZone, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(Date.parse(instant));
}

/** With seconds and the zone's name, for what must leave no doubt. */
export function exactInstantText(instant: string, timeZone: string): string {
  return format(timeZone, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  }).format(Date.parse(instant));
}

/** 11:30:05. */
export function timeText(instant: string, timeZone: string): string {
  return format(timeZone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(Date.parse(instant));
}
