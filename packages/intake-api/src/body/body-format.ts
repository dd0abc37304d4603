import { HttpProblem, OTHER_CONTENT } from "@stagefold/http";

/** How a body is written: a JSON document, a JSON value a line, rows of a table. */
export type BodyFormat = "json" | "ndjson" | "csv";

const TYPES: Readonly<Record<string, BodyFormat>> = {
  "application/json": "json",
  "application/x-ndjson": "ndjson",
  "application/ndjson": "ndjson",
  "application/jsonl": "ndjson",
  "text/csv": "csv",
};

/** By what the Content-Type header says; one of these. Throws 415. */
export function bodyFormat(contentType: string | undefined, taken: readonly BodyFormat[]): BodyFormat {
  const type = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const named = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  const format = named ?? (/^application\/[\w.!#$&^-]{1,100}\+json$/.test(type) ? "json" : undefined);
  if (format !== undefined && taken.includes(format)) return format;
  const allowed = Object.keys(TYPES).filter((name) => taken.includes(TYPES[name] as BodyFormat));
  const found = type === "" ? "no Content-Type" : `Content-Type ${JSON.stringify(type.slice(0, 80))}`;
  throw new HttpProblem(OTHER_CONTENT, `expected Content-Type ${allowed.join(" or ")}, found ${found}`, { allowed });
}
