/** One line of NDJSON as an input record: SEMANTICS 2 and 10. Strict as JsonFields is. */
import { constants, isUtf8 } from "node:buffer";
import type { InputRecord } from "@stagefold/domain";
import type { Decoded } from "../avro/avro-codec.ts";
import { UndecodableError } from "../avro/avro-reader.ts";
import { hasSuspectKey, parseWithExactKeys } from "./exact-keys.ts";
import { described, JsonFields, shortened } from "./json-fields.ts";
import { PARSERS } from "./records.generated.ts";

/**
 * The record on `line`, which is without its line end. Never throws.
 * An empty channel, campaignId or ownerId is read as null; unknown fields are ignored; of a key that comes
 * twice the last value counts.
 */
export function parseInputLine(line: Uint8Array): Decoded<InputRecord> {
  try {
    return { ok: true, record: parse(line) };
  } catch (error) {
    if (!(error instanceof UndecodableError)) throw error;
    return { ok: false, reason: "UNDECODABLE", detail: error.message };
  }
}

function parse(line: Uint8Array): InputRecord {
  const bytes = Buffer.isBuffer(line) ? line : Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  if (bytes.length > constants.MAX_STRING_LENGTH) throw new UndecodableError(`the line is ${bytes.length} bytes long`);
  const text = bytes.utf8Slice(0, bytes.length);
  // Wrong UTF-8 shows as U+FFFD, which right UTF-8 may hold too.
  if (text.includes("\ufffd") && !isUtf8(bytes)) throw new UndecodableError("the line is not UTF-8");
  const object = jsonObject(text);
  const { type } = object;
  const parser =
    typeof type === "string" && Object.hasOwn(PARSERS, type) ? PARSERS[type as InputRecord["type"]] : undefined;
  if (parser === undefined) {
    throw new UndecodableError(`type: expected one of ${Object.keys(PARSERS).join(", ")}, found ${described(type)}`);
  }
  return parser(new JsonFields(object, text));
}

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UndecodableError(`the line is not JSON: ${shortened((error as Error).message)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UndecodableError("the line is not a JSON object");
  const object = value as Readonly<Record<string, unknown>>;
  return text.includes("\\") && hasSuspectKey(object) ? exactObject(text) : object;
}

function exactObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return parseWithExactKeys(text) as Readonly<Record<string, unknown>>;
  } catch {
    throw new UndecodableError("the line is nested too deeply");
  }
}
