/**
 * The numbers of schemas, known before they are asked for: what decodes does so at once, and never meets a number
 * that nobody has asked the registry about (with-schemas.ts).
 *
 * | a number is      | when                                                         | its values       |
 * | ---------------- | ------------------------------------------------------------ | ---------------- |
 * | known            | the registry, or the file beside the stores, has said its schema | are read     |
 * | absent           | the registry said twice that it has none; for a minute        | are dead letters |
 * | open             | else                                                          | wait for `learn` |
 *
 * What is known stays known: a registry never gives a number to another schema.
 */
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { RegistryUnavailableError, SchemasNotRegisteredError } from "./errors.ts";
import { type RecordSchema, subjectOf } from "./record-schema.ts";
import { readSchemaCache, writeSchemaCache } from "./schema-cache.ts";
import type { SchemaRegistry } from "./schema-registry.ts";

export interface RegistryIdsOptions {
  readonly registry: SchemaRegistry;
  /** The records of ours that are written. */
  readonly own: readonly RecordSchema[];
  /** Where what was learned is kept. Its folder must be there. */
  readonly cacheFile: string;
  /** Told when that file cannot be written: what it would hold is asked for again after a restart. */
  readonly onCacheTrouble?: (error: unknown) => void;
}

/** The numbers that a registry gives. */
export interface RegistryIds {
  /** Of a record of ours. Throws a RangeError for one that was not among `own`. */
  idOf(record: string): number;
  /** The schema, as JSON, of who wrote under `id`; undefined: there is none. Of an open number, undefined as well. */
  schemaOf(id: number): string | undefined;
  /** Whether `schemaOf` has its answer. */
  isSettled(id: number): boolean;
  /** Asks for those that are open. Throws RegistryUnavailableError, RegistryRefusedError; what came before stays known. */
  learn(ids: Iterable<number>): Promise<void>;
}

/** A replica may not have yet what a writer registered a moment ago: an answer that there is none is asked for twice. */
const ASK_AGAIN_MS = 500;
const ABSENT_MS = 60_000;
/** Of a topic full of what is no wire format, so many are remembered. */
const MOST_ABSENT = 10_000;
const AT_ONCE = 8;

/**
 * Looks our own records up, in the registry or, where it does not answer, in the file. Registers nothing. Throws
 * SchemasNotRegisteredError; RegistryRefusedError; RegistryUnavailableError where the file does not have them all.
 */
export async function openRegistryIds(options: RegistryIdsOptions): Promise<RegistryIds> {
  const { registry, cacheFile, onCacheTrouble = () => {} } = options;
  const own = options.own.map((record) => ({ ...record, subject: subjectOf(record) }));
  const cached = readSchemaCache(cacheFile, registry.url);
  const cachedId = ({ subject, schema }: (typeof own)[number]): number | null => {
    const found = cached.own[subject];
    return found?.schema === schema ? found.id : null;
  };
  const found = await ownIds();
  // A registry that was made anew under the same address gives other numbers.
  const isSame = own.every((record, index) => [null, found[index]].includes(cachedId(record)));
  const idOfRecord = new Map(own.map(({ record }, index) => [record, found[index] as number]));
  const known = new Map(isSame ? Object.entries(cached.writers).map(([id, schema]) => [Number(id), schema]) : []);
  for (const [index, { schema }] of own.entries()) known.set(found[index] as number, schema);
  /** By number, until when it counts as absent. */
  const absent = new Map<number, number>();
  const asking = new Map<number, Promise<string | null>>();
  save();

  async function ownIds(): Promise<readonly number[]> {
    try {
      const ids = await Promise.all(own.map(({ subject, schema }) => registry.idOf(subject, schema)));
      const missing = own.filter((_, index) => ids[index] === null).map(({ subject }) => subject);
      if (missing.length > 0) throw new SchemasNotRegisteredError(missing, registry.url);
      return ids as readonly number[];
    } catch (error) {
      const ids = own.map(cachedId);
      if (!(error instanceof RegistryUnavailableError) || ids.includes(null)) throw error;
      return ids as readonly number[];
    }
  }

  function save(): void {
    const ownById = own.map(({ subject, schema }, index) => [subject, { schema, id: found[index] as number }] as const);
    try {
      const all = { own: Object.fromEntries(ownById), writers: Object.fromEntries(known) };
      writeSchemaCache(cacheFile, registry.url, all);
    } catch (error) {
      onCacheTrouble(error);
    }
  }

  function isSettled(id: number): boolean {
    if (known.has(id)) return true;
    const until = absent.get(id);
    return until !== undefined && performance.now() < until;
  }

  /** Tasks that meet a number at the same time ask for it once. */
  function ask(id: number): Promise<string | null> {
    let asked = asking.get(id);
    if (asked === undefined) {
      asked = registry.schemaOf(id).finally(() => asking.delete(id));
      asking.set(id, asked);
    }
    return asked;
  }

  /** Those that the registry has no schema for. */
  async function askAll(ids: readonly number[]): Promise<number[]> {
    const without: number[] = [];
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const some = ids.slice(from, from + AT_ONCE);
      const schemas = await Promise.all(some.map(ask));
      for (const [index, id] of some.entries()) {
        const schema = schemas[index];
        if (typeof schema === "string") known.set(id, schema);
        else without.push(id);
      }
    }
    return without;
  }

  /** One that has lost our own schemas, or is none, does not say of others that there are none. */
  async function assertWhole(): Promise<void> {
    const [first] = own;
    if (first === undefined || (await registry.idOf(first.subject, first.schema)) === idOfRecord.get(first.record))
      return;
    const cause = new Error(`it does not know ${first.subject} any more`);
    throw new RegistryUnavailableError("asking for schemas", registry.url, cause);
  }

  return {
    idOf(record) {
      const id = idOfRecord.get(record);
      if (id === undefined) throw new RangeError(`records of ${record} are not written here`);
      return id;
    },
    schemaOf: (id) => known.get(id),
    isSettled,
    async learn(ids) {
      const open = [...new Set(ids)].filter((id) => !isSettled(id));
      if (open.length === 0) return;
      const before = known.size;
      try {
        let without = await askAll(open);
        if (without.length === 0) return;
        await setTimeout(ASK_AGAIN_MS);
        without = await askAll(without);
        if (without.length === 0) return;
        await assertWhole();
        if (absent.size > MOST_ABSENT) absent.clear();
        const until = performance.now() + ABSENT_MS;
        for (const id of without) absent.set(id, until);
      } finally {
        if (known.size > before) save();
      }
    },
  };
}
