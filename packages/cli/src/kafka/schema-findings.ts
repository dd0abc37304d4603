/**
 * What a registry has of our schemas. The registry's own judgement and ours both count, since neither sees all:
 * it may judge by the newest version alone, and knows nothing of logical types; ours knows only Avro's rules.
 */
import { checkFullTransitive } from "@stagefold/codec";
import { type RecordSchema, type SchemaRegistry, subjectOf } from "@stagefold/kafka";

/** SEMANTICS 2. */
export const LEVEL = "FULL_TRANSITIVE";

/** How one subject stands. `id`: the number of our schema in it; `level`: null where it has none of its own. */
export type SchemaFinding =
  | { readonly subject: string; readonly is: "registered"; readonly id: number }
  | { readonly subject: string; readonly is: "at another level"; readonly id: number; readonly level: string | null }
  | { readonly subject: string; readonly is: "missing" }
  | { readonly subject: string; readonly is: "incompatible"; readonly why: readonly string[] };

/** Asks, and changes nothing. In the order given. */
export async function schemaFindings(
  registry: SchemaRegistry,
  records: readonly RecordSchema[],
): Promise<readonly SchemaFinding[]> {
  const findings: SchemaFinding[] = [];
  for (const record of records) findings.push(await findingOf(registry, record));
  return findings;
}

async function findingOf(registry: SchemaRegistry, record: RecordSchema): Promise<SchemaFinding> {
  const { schema } = record;
  const subject = subjectOf(record);
  const id = await registry.idOf(subject, schema);
  const why = checkFullTransitive(schema, await registry.versions(subject));
  if (id === null) {
    const verdict = await registry.verdict(subject, schema);
    if (!verdict.compatible) why.push(`the registry says: ${verdict.why === "" ? "not compatible" : verdict.why}`);
  }
  if (why.length > 0) return { subject, is: "incompatible", why };
  if (id === null) return { subject, is: "missing" };
  const level = await registry.level(subject);
  return level === LEVEL ? { subject, is: "registered", id } : { subject, is: "at another level", id, level };
}
