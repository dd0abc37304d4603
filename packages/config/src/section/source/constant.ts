import { type Reading, refuse } from "../../value/reading.ts";

const FORM = "a text or a number";

/** A constant that stands for an empty value where it is null. Numbers that a double would round are refused. Pure. */
export function readConstant(found: unknown): Reading<string | number | null> {
  if (found === null || found === "") return { value: null };
  if (typeof found === "string") return { value: found };
  if (typeof found !== "number") return refuse(found, FORM, "put it in quotes");
  if (Number.isInteger(found) && !Number.isSafeInteger(found))
    return refuse(found, FORM, "it has more digits than a number keeps: put it in quotes");
  return { value: found + 0 };
}

/** A single value as the text by which it is known in a record. Pure. */
export function readComparable(found: unknown): Reading<string> {
  if (typeof found === "boolean") return { value: String(found) };
  if (found === null || found === "")
    return refuse(found, "a text, a number, true or false", "for an empty field say present: false");
  const constant = readConstant(found);
  return "refusal" in constant ? constant : { value: String(constant.value).trim() };
}

/** What stands in a table: null is empty. Pure. */
export function readTableValue(found: unknown): Reading<string | null> {
  if (found === null || found === "") return { value: null };
  return typeof found === "string"
    ? { value: found }
    : refuse(found, "a text, or null for nothing", "put it in quotes");
}
