/** Cursors: where a page ended, as text that only who made it reads. */
import { ReportProblem } from "./report-problem.ts";

export type CursorPart = string | number | null;

/** Pure. */
export function cursorOf(place: readonly CursorPart[]): string {
  return JSON.stringify(place);
}

/** The parts of a cursor, of these types. null: no cursor. Throws ReportProblem for what is none of this list's. */
export function placeOf(
  cursor: string | undefined,
  types: readonly ("string" | "number" | "text or null")[],
): readonly CursorPart[] | null {
  if (cursor === undefined) return null;
  const parts = parsed(cursor);
  const fits =
    Array.isArray(parts) &&
    parts.length === types.length &&
    types.every((type, i) => {
      const part: unknown = parts[i];
      if (type === "number") return Number.isSafeInteger(part);
      return typeof part === "string" || (type === "text or null" && part === null);
    });
  if (fits) return parts as readonly CursorPart[];
  throw new ReportProblem(
    "STF-RPT-004",
    "cursor",
    "the cursor is none of this list: take nextCursor of the page before, or leave it out",
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
