import { nearestName } from "@stagefold/config";

const MOST = 8;
/** Comparing takes the product of the lengths, and a record may be made to have a million names. */
const LONGEST = 100;
const MOST_COMPARED = 500;

/** `a, b, c and 4 more`: names for a sentence. Pure. */
export function nameList(names: Iterable<string>): string {
  const all = [...names];
  const shown = all.slice(0, MOST).map((name) => (name.length > 60 ? `${name.slice(0, 60).toWellFormed()}…` : name));
  return all.length > MOST ? `${shown.join(", ")} and ${all.length - MOST} more` : shown.join(", ");
}

/** `; did you mean "Qualified"?`, or nothing where no name is near. Pure. */
export function nearest(name: string, names: Iterable<string>): string {
  const near = name.length > LONGEST ? undefined : nearestName(name, Iterator.from(names).take(MOST_COMPARED));
  return near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
}
