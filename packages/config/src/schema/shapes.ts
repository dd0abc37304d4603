/**
 * The few shapes that the schemas are built of. Their issues carry whole sentences, so that a
 * problem needs nothing but its place.
 */
import { z } from "zod";
import { didYouMean } from "../nearest-name.ts";
import { type Reading, sentence } from "../value/reading.ts";

/** A single value that `read` makes something of, or refuses. */
export function leaf<T>(read: (found: unknown) => Reading<T>) {
  return z.unknown().transform((found, context): T => {
    const reading = read(found);
    if ("value" in reading) return reading.value;
    context.issues.push({ code: "custom", message: reading.refusal, input: found });
    return z.NEVER;
  });
}

/** A mapping with these keys and no others. */
export function keys<S extends z.core.$ZodLooseShape>(what: string, shape: S) {
  const known = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? known : sentence(issue.input, `${what}: a mapping with the keys ${known}`),
  });
}

/** The sentence on each key of a mapping made by `keys` that it does not know. Pure. */
export function unknownKeySentence(key: string, issue: z.core.$ZodIssueUnrecognizedKeys): string {
  return `is no key that is known here, expected ${issue.message}${didYouMean(key, issue.message.split(", ")) || "; remove it"}`;
}

/** A mapping from names of the file's choosing. The names are for rules to check: a bad one must hide no fault below it. */
export function named<V extends z.ZodType>(what: string, value: V) {
  return z.record(z.string(), value, { error: (issue) => sentence(issue.input, what) });
}

/** A list. */
export function listOf<E extends z.ZodType>(what: string, element: E) {
  return z.array(element, { error: (issue) => sentence(issue.input, `a list of ${what}`) });
}

/** A list with something in it. */
export function filledListOf<E extends z.ZodType>(what: string, element: E) {
  return z
    .array(element, {
      error: (issue) => sentence(issue.input, `a list of ${what}`),
    })
    .min(1, { error: `found an empty list, expected a list of ${what} with at least one entry` });
}

/** A value of the shape that `pick` finds it to be meant as. */
export function oneOfShapes<S extends z.ZodType>(pick: (found: unknown) => S) {
  return z.unknown().transform((found, context): z.output<S> => {
    const result = pick(found).safeParse(found);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      // What does not know the key is lost outside: its sentence is made here.
      const told =
        issue.code === "unrecognized_keys"
          ? issue.keys.map((key) => ({ path: [...issue.path, key], message: unknownKeySentence(key, issue) }))
          : [issue];
      for (const { path, message } of told) context.issues.push({ code: "custom", path, message, input: found });
    }
    return z.NEVER;
  });
}
