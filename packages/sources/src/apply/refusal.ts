import type { FieldPath } from "@stagefold/config";
import { nameList, nearest } from "./name-list.ts";
import type { Place } from "./place.ts";
import { described } from "./scalar-text.ts";

/** More would tell nothing new, and a list may have a hundred thousand elements. */
const MOST_PROBLEMS = 8;

/** Notes that a field of the event cannot be made of what was found. */
export function refuse(place: Place, field: string | null, detail: string): null {
  if (place.problems.length < MOST_PROBLEMS) place.problems.push({ field, detail });
  return null;
}

/** Notes that there is no such event. */
export function skip(place: Place, why: string): null {
  place.skipped ??= why;
  return null;
}

/** `mql_id`, or `email or mail`: paths for a sentence. Pure. */
export function pathNames(paths: readonly FieldPath[]): string {
  return paths.map(({ text }) => text).join(" or ");
}

/** What to say of a field that found nothing: a record without the column has another fault than one with an empty cell. */
export function nothingFound(place: Place, target: string, paths: readonly FieldPath[]): string {
  const { record } = place;
  const names = typeof record === "object" && record !== null && !Array.isArray(record) ? Object.keys(record) : null;
  const [path] = paths;
  if (names === null)
    return `${target}: found ${described(record)} in the place of a record, expected an object with ${pathNames(paths)}`;
  const first = path?.of === "record" ? path.steps[0] : undefined;
  if (paths.length !== 1 || typeof first !== "string" || names.includes(first) || names.includes(path?.text ?? ""))
    return `${target}: found nothing in ${pathNames(paths)}, expected a value; fill it in, or give the mapping a default`;
  return `${target}: found no field ${first}, expected one (the record has ${nameList(names)})${nearest(first, names) || "; name another in the mapping"}`;
}
