import { nearestName } from "../nearest-name.ts";
import { type Reading, refuse } from "./reading.ts";

/** A text that is not empty. A number or a boolean is not one: its written form would be lost. Pure. */
export function readText(found: unknown, expected: string): Reading<string> {
  if (typeof found === "string" && found !== "") return { value: found };
  if (typeof found === "number" || typeof found === "boolean") return refuse(found, expected, "put it in quotes");
  return refuse(found, expected);
}

/** A text without any of `signs`: they separate the parts of keys and pairs. Pure. */
export function readName(found: unknown, expected: string, signs: string): Reading<string> {
  const text = readText(found, expected);
  if ("refusal" in text) return text;
  const sign = [...signs].find((sign) => text.value.includes(sign));
  return sign === undefined ? text : refuse(found, `${expected} without "${sign}"`, "rename it");
}

/** One of `names`; else the nearest is proposed. Pure. */
export function readOneOf<const T extends string>(found: unknown, what: string, names: readonly T[]): Reading<T> {
  const name = names.find((name) => name === found);
  if (name !== undefined) return { value: name };
  return refuse(found, `${what}: one of ${names.join(", ")}`, nearestAdvice(found, names));
}

function nearestAdvice(found: unknown, names: readonly string[]): string | undefined {
  if (typeof found !== "string") return undefined;
  const nearest = nearestName(found, names);
  return nearest === undefined ? undefined : `did you mean ${nearest}?`;
}
