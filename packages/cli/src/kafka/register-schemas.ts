import { type RecordSchema, type SchemaRegistry, subjectOf } from "@stagefold/kafka";
import { LEVEL, type SchemaFinding, schemaFindings } from "./schema-findings.ts";

/** A subject after it was registered. */
export interface RegisteredSchema {
  readonly subject: string;
  readonly id: number;
  /** Registered just now; it was there else. */
  readonly isNew: boolean;
}

/** What came of it: nothing was registered where some are incompatible. */
export type Registration =
  | { readonly ok: true; readonly registered: readonly RegisteredSchema[] }
  | { readonly ok: false; readonly findings: readonly SchemaFinding[] };

/**
 * Sets every subject's compatibility and registers the schemas that are missing; none where one is incompatible.
 * Idempotent. The level comes first, so that what the registry says of a schema is said under it.
 */
export async function registerSchemas(
  registry: SchemaRegistry,
  records: readonly RecordSchema[],
): Promise<Registration> {
  for (const record of records) {
    const subject = subjectOf(record);
    if ((await registry.level(subject)) !== LEVEL) await registry.setLevel(subject, LEVEL);
  }
  const findings = await schemaFindings(registry, records);
  if (findings.some(({ is }) => is === "incompatible")) return { ok: false, findings };
  const registered: RegisteredSchema[] = [];
  for (const [index, record] of records.entries()) {
    const finding = findings[index] as SchemaFinding;
    const subject = subjectOf(record);
    const isNew = finding.is === "missing";
    const id = "id" in finding ? finding.id : await registry.register(subject, record.schema);
    // Some registries have nowhere to keep a level before the first version.
    if (isNew && (await registry.level(subject)) !== LEVEL) await registry.setLevel(subject, LEVEL);
    registered.push({ subject, id, isNew });
  }
  return { ok: true, registered };
}
