import type { SchemaIds } from "@stagefold/codec";
import { openSchemaRegistry, subjectOf } from "@stagefold/kafka";
import { RECORD_SCHEMAS } from "@stagefold/service";

/** Registers every schema of ours, those of the inputs too; their numbers, for whoever writes and reads in a test. */
export async function registerOwnSchemas(url: string): Promise<SchemaIds> {
  const registry = openSchemaRegistry({ url });
  const ids = new Map<string, number>();
  const schemas = new Map<number, string>();
  for (const one of RECORD_SCHEMAS) {
    const id = await registry.register(subjectOf(one), one.schema);
    ids.set(one.record, id);
    schemas.set(id, one.schema);
  }
  return {
    idOf: (name) => ids.get(name) as number,
    schemaOf: (id) => schemas.get(id),
  };
}
