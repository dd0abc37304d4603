import type { z } from "zod";
import { definitionOf } from "../definition/definitions.ts";

/**
 * The schema with the definition's text as its description, and its id as `x-definition`, by which a page finds the
 * whole of it. Throws RangeError for an id that is not there.
 */
export function defined<T extends z.ZodType>(schema: T, id: string): T {
  const definition = definitionOf(id);
  if (definition === undefined) throw new RangeError(`there is no definition ${id}`);
  const description = `${definition.what} ${definition.name} = ${definition.formula}. Unit: ${definition.unit}.`;
  return schema.meta({ description, "x-definition": id }) as T;
}
