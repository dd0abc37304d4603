/**
 * What a registry has said, on disk, so that a process that starts while it is away can go on: SEMANTICS 2.
 *
 * Bound to the registry's address, since numbers mean nothing elsewhere. The file is written whole or not at all;
 * one that is damaged, or of another registry or version, is as if it were not there.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** What is kept. */
export interface CachedSchemas {
  /** By subject, the number of a schema (JSON) of ours in it. */
  readonly own: Readonly<Record<string, { readonly schema: string; readonly id: number }>>;
  /** By number, the schema (JSON) of whoever wrote. */
  readonly writers: Readonly<Record<string, string>>;
}

const VERSION = 1;
const NOTHING: CachedSchemas = { own: {}, writers: {} };

/** What the file says of the registry at `url`. Does not throw. */
export function readSchemaCache(file: string, url: string): CachedSchemas {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return NOTHING;
  }
  try {
    const found = JSON.parse(text);
    const isOurs = found.version === VERSION && found.url === url && isMap(found.own) && isMap(found.writers);
    if (!isOurs) return NOTHING;
    const own = Object.entries<{ schema: unknown; id: unknown }>(found.own);
    const writers = Object.entries<unknown>(found.writers);
    const isWhole =
      own.every(([, { schema, id }]) => typeof schema === "string" && Number.isInteger(id)) &&
      writers.every(([id, schema]) => Number.isInteger(Number(id)) && typeof schema === "string");
    return isWhole ? { own: found.own, writers: found.writers } : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** Writes the file. Throws what the file system throws; the former file stands then. */
export function writeSchemaCache(file: string, url: string, cached: CachedSchemas): void {
  const beside = `${file}.new`;
  try {
    writeFileSync(beside, JSON.stringify({ version: VERSION, url, ...cached }), { flush: true });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
