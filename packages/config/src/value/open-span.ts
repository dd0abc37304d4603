import type { OpenSpan } from "@stagefold/domain";
import { type Reading, refuse } from "./reading.ts";

const SPAN = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;
const FORM = "opening hours as HH:MM-HH:MM, up to 24:00";

/** `09:00-17:00` as minutes of the day, the second later than the first (SEMANTICS 11). Pure. */
export function readOpenSpan(found: unknown): Reading<OpenSpan> {
  const match = typeof found === "string" ? SPAN.exec(found) : null;
  if (match === null) return refuse(found, FORM);
  const fromMinute = Number(match[1]) * 60 + Number(match[2]);
  const toMinute = match[3] === undefined ? 1440 : Number(match[3]) * 60 + Number(match[4]);
  if (toMinute > fromMinute) return { value: { fromMinute, toMinute } };
  return refuse(
    found,
    `${FORM}, the second later than the first`,
    "for a night, end at 24:00 and go on from 00:00 of the next day",
  );
}
