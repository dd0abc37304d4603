import { z } from "zod";
import { type KeyReference, referenceOf } from "../schema/key-reference.ts";

/** One mapping of the file and what stands in it. */
export interface MappingSection {
  /** As in `tenants.<name>.funnel`; empty at the top. */
  readonly path: string;
  readonly rows: readonly KeyRow[];
}

/** One key, or the entries of a mapping or list below it. */
export interface KeyRow extends KeyReference {
  readonly key: string;
  readonly required: boolean;
}

/** Every mapping below `schema`, with every key in it, from the outside in. Throws where a key has no reference. Pure. */
export function mappingSections(schema: z.core.$ZodType, path = ""): readonly MappingSection[] {
  const object = unwrap(schema);
  if (!(object instanceof z.ZodObject)) return [];
  const rows: KeyRow[] = [];
  const inner: MappingSection[] = [];
  for (const [key, value] of Object.entries<z.core.$ZodType>(object.shape))
    addRows(key, value, value instanceof z.ZodOptional);
  return [{ path, rows }, ...inner];

  function addRows(key: string, value: z.core.$ZodType, isOptional: boolean): void {
    const meant = unwrap(value);
    const reference = referenceOf(meant);
    const at = path === "" ? key : `${path}.${key}`;
    if (reference !== undefined) rows.push({ ...reference, key, required: !isOptional });
    else if (!key.endsWith("]") && !key.endsWith(">"))
      throw new Error(`the key ${at} has no reference: wrap its schema in documented()`);
    if (reference?.mapping !== undefined) inner.push(...mappingSections(reference.mapping, at));
    if (meant instanceof z.ZodRecord) addRows(`${key}.<name>`, meant.valueType, true);
    else if (meant instanceof z.ZodArray) addRows(`${key}[]`, meant.element, true);
    else inner.push(...mappingSections(meant, at));
  }
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema;
}
