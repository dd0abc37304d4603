import type { InstantFormat } from "@stagefold/config";
import { parseEpochTime } from "./epoch-time.ts";
import { parseExcelTime } from "./excel-time.ts";
import { parseIsoTime } from "./iso-time.ts";
import { patternTime } from "./pattern-time.ts";
import type { TimeFound } from "./time-found.ts";

/** Reads times of some formats. */
export interface TimeParser {
  /** null: the text fits none of the formats. */
  readonly parse: (text: string) => TimeFound | null;
  /** `a time as dd/MM/yyyy, or ISO 8601 …`: for sentences. */
  readonly expected: string;
}

const ISO: InstantFormat = { kind: "iso" };

/** The parser of some formats, the first that fits; null: ISO 8601. Pure. */
export function timeParser(formats: readonly InstantFormat[] | null): TimeParser {
  const all = formats ?? [ISO];
  const parsers = all.map(parserOf);
  const expected = `a time as ${all.map(formatName).join(" or ")}`;
  const [first] = parsers;
  if (parsers.length === 1 && first !== undefined) return { parse: first, expected };
  return {
    expected,
    parse: (text) => {
      for (const parse of parsers) {
        const found = parse(text);
        if (found !== null) return found;
      }
      return null;
    },
  };
}

function parserOf(format: InstantFormat): (text: string) => TimeFound | null {
  switch (format.kind) {
    case "iso":
      return parseIsoTime;
    case "epoch":
      return (text) => parseEpochTime(text, format.unit);
    case "excel":
      return parseExcelTime;
    case "pattern":
      return patternTime(format.pattern);
  }
}

function formatName(format: InstantFormat): string {
  switch (format.kind) {
    case "iso":
      return "ISO 8601 (2026-03-01T09:00:00Z, 2026-03-01 09:00:00, 2026-03-01)";
    case "epoch":
      return `epoch-${format.unit} (a count since 1970)`;
    case "excel":
      return "excel (the number of a day, like 46082.375)";
    case "pattern":
      return format.pattern;
  }
}
