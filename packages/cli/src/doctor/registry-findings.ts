/** The schemas that a registry has of ours. */
import { openSchemaRegistry, type SchemaRegistryOptions } from "@stagefold/kafka";
import { RECORD_SCHEMAS } from "@stagefold/service";
import { LEVEL, type SchemaFinding, schemaFindings } from "../kafka/schema-findings.ts";
import { type Finding, ok, warning, wrong } from "./finding.ts";

/** A line for each subject that is not as it should be. */
export async function registryFindings(registry: SchemaRegistryOptions): Promise<readonly Finding[]> {
  const found = await schemaFindings(openSchemaRegistry(registry), RECORD_SCHEMAS);
  const findings = found.map(subjectFinding).filter((finding) => finding !== null);
  return findings.length > 0 ? findings : [ok("schemas", `all ${found.length} registered and ${LEVEL}`)];
}

function subjectFinding(finding: SchemaFinding): Finding | null {
  const { subject } = finding;
  const remedy = "stagefold schemas register";
  switch (finding.is) {
    case "registered":
      return null;
    case "missing":
      return wrong("schemas", `${subject} is not registered`, remedy);
    case "at another level":
      return warning(
        "schemas",
        `${subject} has compatibility ${finding.level ?? "of the registry"}, not ${LEVEL}`,
        remedy,
      );
    case "incompatible":
      return wrong(
        "schemas",
        `${subject}: ${finding.why.join("; ")}`,
        "stagefold schemas check says more: another version, or a foreign schema, is there",
      );
  }
}
