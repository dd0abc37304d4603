import { didYouMean } from "../../nearest-name.ts";
import { type Reading, refuse } from "../../value/reading.ts";
import type { InstantFormat } from "./source-config.ts";

const NAMED: Readonly<Record<string, InstantFormat>> = {
  iso: { kind: "iso" },
  excel: { kind: "excel" },
  "epoch-s": { kind: "epoch", unit: "s" },
  "epoch-ms": { kind: "epoch", unit: "ms" },
  "epoch-us": { kind: "epoch", unit: "us" },
  "epoch-ns": { kind: "epoch", unit: "ns" },
};
const NAMES = Object.keys(NAMED).join(", ");
const FORM = `a format: ${NAMES}, or a pattern like dd/MM/yyyy HH:mm`;

/** Tokens of Luxon that a time is read by. */
const TOKENS = /^(?:G|yyyyyy|yyyy|yy|y|L{1,4}|M{1,4}|dd?|ooo|o|HH?|hh?|mm?|ss?|SSS|S|uuu|uu|u|a|E{1,4}|Z{1,3})$/;
/** Runs of one letter, and what stands in quotes. */
const PIECES = /'[^']*'|([A-Za-z])\1*/g;

/** A format of times and days. Pure. */
export function readFormat(found: unknown): Reading<InstantFormat> {
  if (typeof found !== "string" || found === "") return refuse(found, FORM);
  if (Object.hasOwn(NAMED, found)) return { value: NAMED[found] as InstantFormat };
  const pieces = found.match(PIECES)?.filter((piece) => !piece.startsWith("'")) ?? [];
  const unknown = pieces.find((piece) => !TOKENS.test(piece));
  const near = /^(?:epoch|unix)/i.test(found)
    ? "say what it counts: epoch-s, epoch-ms, epoch-us or epoch-ns"
    : didYouMean(found, Object.keys(NAMED)).slice(2) || undefined;
  if (unknown !== undefined) return refuse(found, FORM, near ?? adviceOn(unknown));
  const has = (token: RegExp): boolean => pieces.some((piece) => token.test(piece));
  const isDate = has(/^y/) && ((has(/^[LM]/) && has(/^d/)) || has(/^o/));
  return isDate
    ? { value: { kind: "pattern", pattern: found } }
    : refuse(found, FORM, near ?? "a pattern needs a year (yyyy), a month (MM) and a day (dd)");
}

function adviceOn(piece: string): string {
  if (/^Y/.test(piece)) return "a year is yyyy";
  if (/^D/.test(piece)) return "a day of the month is dd";
  if (piece === "T") return "a letter that stands for itself is put in quotes: yyyy-MM-dd'T'HH:mm";
  if (/^z/.test(piece)) return "say the zone by timeZone: { field: … }";
  return `${piece} is no token of a pattern; letters that stand for themselves are put in quotes ('${piece}')`;
}
