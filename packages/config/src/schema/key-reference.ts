import type { z } from "zod";

/** What the reference page says of a key. */
export interface KeyReference {
  readonly type: string;
  /** What holds where the key is left out; absent: it is required, or it is an entry of a mapping or list. */
  readonly default?: string;
  readonly meaning: string;
  /** As it would stand in the file. */
  readonly example: string;
  /** A mapping that may stand in place of the value, whose keys have a reference of their own. */
  readonly mapping?: z.ZodType;
}

const references = new WeakMap<z.core.$ZodType, KeyReference>();

/** The schema, with its reference. A copy: the same schema may stand under several keys. */
export function documented<S extends z.ZodType>(schema: S, reference: KeyReference): S {
  const copy = schema.describe(reference.meaning);
  references.set(copy, reference);
  return copy;
}

/** What `documented` said of the schema. */
export function referenceOf(schema: z.core.$ZodType): KeyReference | undefined {
  return references.get(schema);
}
