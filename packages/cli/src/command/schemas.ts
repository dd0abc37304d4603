import { openSchemaRegistry, type SchemaRegistry } from "@stagefold/kafka";
import { RECORD_SCHEMAS, readRegistry, variableReader } from "@stagefold/service";
import { Command } from "commander";
import { type Registration, registerSchemas } from "../kafka/register-schemas.ts";
import { LEVEL, type SchemaFinding, schemaFindings } from "../kafka/schema-findings.ts";
import { writeOut } from "../terminal/write-out.ts";

interface SchemasFlags {
  readonly registry?: string;
}

/** `stagefold schemas register | check`: SEMANTICS 2. */
export function schemasCommand(): Command {
  return new Command("schemas")
    .summary("register the records' schemas, or check them against a registry")
    .description(
      "The schemas of all records, each under the subject <topic>-<full name>, in a registry that speaks Confluent's\n" +
        "API. An option goes before the environment variable in brackets; a user and password are\n" +
        "SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD (or _PASSWORD_FILE).",
    )
    .addCommand(registerCommand())
    .addCommand(checkCommand());
}

function registerCommand(): Command {
  return withRegistry(new Command("register"))
    .summary("register what is missing")
    .description(
      `Sets the compatibility of each subject to ${LEVEL} and registers the schemas that are missing. Where one is not\n` +
        "compatible with what the registry has, none is registered, and the exit code is 1. May be run again at any time.",
    )
    .addHelpText("after", "\nExample:\n  stagefold schemas register --registry http://registry:8081")
    .action(async (flags: SchemasFlags) => {
      const registration = await registerSchemas(registryOf(flags), RECORD_SCHEMAS);
      await writeOut(`${registrationText(registration)}\n`);
      if (!registration.ok) process.exitCode = 1;
    });
}

function checkCommand(): Command {
  return withRegistry(new Command("check"))
    .summary("say what register would do; change nothing")
    .description(
      "Says of each subject whether this version's schema is registered, missing or not compatible with what is there,\n" +
        `and whether its compatibility is ${LEVEL}. Changes nothing. Exit code 1 unless all are registered and so.`,
    )
    .addHelpText("after", "\nExample:\n  stagefold schemas check --registry http://registry:8081")
    .action(async (flags: SchemasFlags) => {
      const findings = await schemaFindings(registryOf(flags), RECORD_SCHEMAS);
      await writeOut(`${findings.map(findingText).join("\n")}\n`);
      if (findings.some(({ is }) => is !== "registered")) process.exitCode = 1;
    });
}

function withRegistry(command: Command): Command {
  return command.option("--registry <url>", "the schema registry [SCHEMA_REGISTRY_URL]");
}

function registryOf({ registry }: SchemasFlags): SchemaRegistry {
  const reader = variableReader(
    registry === undefined ? process.env : { ...process.env, SCHEMA_REGISTRY_URL: registry },
  );
  return openSchemaRegistry(reader.end(readRegistry(reader)));
}

/** What was registered, or why nothing was, a line a subject. Pure. */
function registrationText(registration: Registration): string {
  if (registration.ok) {
    const line = ({ subject, id, isNew }: (typeof registration.registered)[number]): string =>
      isNew ? `${subject}: registered as ${id}` : `${subject}: was there as ${id}`;
    return registration.registered.map(line).join("\n");
  }
  const refused = registration.findings.filter(({ is }) => is === "incompatible");
  return [...refused.map(findingText), "nothing was registered"].join("\n");
}

/** How a subject stands, in a line or more. Pure. */
function findingText(finding: SchemaFinding): string {
  const { subject } = finding;
  switch (finding.is) {
    case "registered":
      return `${subject}: registered as ${finding.id}`;
    case "at another level":
      return `${subject}: registered as ${finding.id}, but its compatibility is ${finding.level ?? "not set"}, not ${LEVEL}`;
    case "missing":
      return `${subject}: missing`;
    case "incompatible":
      return [`${subject}: incompatible with what is registered`, ...finding.why.map((why) => `  ${why}`)].join("\n");
  }
}
