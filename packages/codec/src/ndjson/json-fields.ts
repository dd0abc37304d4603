/**
 * The fields of one JSON object, read strictly: nothing is coerced, and what is wrong is said with the
 * field, what was expected and what was found.
 */
import { type Long, toLong } from "@stagefold/domain";
import { UndecodableError } from "../avro/avro-reader.ts";
import { parseDay, parseInstant } from "./time-text.ts";

const MAX_LONG = 2n ** 63n - 1n;
const MIN_LONG = -(2n ** 63n);
const SHOWN = 80;

/** What follows a key whose value is an integer that a double holds exactly. */
const PLAIN_INTEGER = /\s*:\s*-?\d{1,15}(?![\d.eE])/y;

/** The object on one line. */
export class JsonFields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #line: string;

  constructor(object: Readonly<Record<string, unknown>>, line: string) {
    this.#object = object;
    this.#line = line;
  }

  /** Left out, or null: SEMANTICS 2 makes them the same where there is a default. */
  isAbsent(field: string): boolean {
    const value = this.#object[field];
    return value === undefined || value === null;
  }

  string(field: string): string {
    const value = this.#object[field];
    if (typeof value !== "string") throw this.#refused(field, "a text");
    if (!value.isWellFormed()) throw this.#refused(field, "a text without halves of surrogate pairs");
    return value;
  }

  instant(field: string): number {
    const value = this.#object[field];
    const instant = typeof value === "string" ? parseInstant(value) : null;
    if (instant === null) throw this.#refused(field, "an ISO 8601 instant that exists, with its zone");
    return instant;
  }

  day(field: string): number {
    const value = this.#object[field];
    const day = typeof value === "string" ? parseDay(value) : null;
    if (day === null) throw this.#refused(field, "a date YYYY-MM-DD that exists");
    return day;
  }

  symbol<T extends string>(field: string, symbols: readonly T[]): T {
    const value = this.#object[field];
    const symbol = symbols.find((one) => one === value);
    if (symbol === undefined) throw this.#refused(field, `one of ${symbols.join(", ")}`);
    return symbol;
  }

  stringMap(field: string): Readonly<Record<string, string>> {
    const value = this.#object[field];
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw this.#refused(field, "an object of texts");
    for (const key of Object.keys(value)) {
      const text = (value as Record<string, unknown>)[key];
      if (typeof text !== "string" || !text.isWellFormed() || !key.isWellFormed())
        throw this.#refused(field, "an object of texts");
    }
    return value as Readonly<Record<string, string>>;
  }

  long(field: string): Long {
    const value = this.#object[field];
    if (typeof value !== "number") throw this.#refused(field, "an integer");
    if (isPlainInteger(this.#line, field)) return value + 0; // -0 is 0
    const source = sourceOf(this.#line, field);
    if (!/^-?\d+$/.test(source))
      throw new UndecodableError(`${field}: expected an integer written as one, found ${shortened(source)}`);
    const exact = source.length > 20 ? MAX_LONG + 1n : BigInt(source);
    if (exact > MAX_LONG || exact < MIN_LONG)
      throw new UndecodableError(`${field}: expected an integer of 64 bits, found ${shortened(source)}`);
    return toLong(exact);
  }

  #refused(field: string, expected: string): UndecodableError {
    return new UndecodableError(`${field}: expected ${expected}, found ${described(this.#object[field])}`);
  }
}

/** What a value is, for a sentence: never deeper than the value itself, which may be nested without end. */
export function described(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "string") return shortened(JSON.stringify(value.slice(0, SHOWN)));
  return String(value);
}

/** `text`, cut to what a sentence can bear. */
export function shortened(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 3).toWellFormed()}...`;
}

/**
 * Whether `field` is the only key of its name on the line and stands there with a plain integer of at most
 * 15 digits, which is what JSON.parse gives back exactly. False where that takes more than a glance.
 */
function isPlainInteger(line: string, field: string): boolean {
  const key = `"${field}"`;
  const at = line.indexOf(key);
  // With no escapes, a key stands as it is: if its text comes once, there it is.
  if (at < 0 || line.includes(key, at + key.length) || line.includes("\\")) return false;
  PLAIN_INTEGER.lastIndex = at + key.length;
  return PLAIN_INTEGER.test(line);
}

/** The number of the outermost object's `field` as it is written. */
function sourceOf(line: string, field: string): string {
  const sources = new Map<unknown, string>();
  let root: unknown;
  try {
    root = JSON.parse(line, function (this: unknown, key, value: unknown, context?: { source?: string }) {
      if (key === field && typeof value === "number") sources.set(this, context?.source ?? "");
      return value;
    });
  } catch {
    throw new UndecodableError(`${field}: the line is nested too deeply to tell it exactly`);
  }
  return sources.get(root) ?? "";
}
