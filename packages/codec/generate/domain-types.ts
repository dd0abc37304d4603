/** The records as TypeScript types: packages/domain/src/record/records.generated.ts. */
import { enumsOf, type Field, type FieldType, type RecordSchema } from "./schema-model.ts";

const LINE = 120;

/** Unions of records that belong together; each is written where all of its members are. */
const UNIONS = [
  {
    name: "InputRecord",
    members: ["LeadStageChanged", "LeadActivityRecorded", "LeadErased", "SpendRecorded", "TargetSet"],
    doc: "The records that come in.",
  },
  {
    name: "LeadEvent",
    members: ["LeadStageChanged", "LeadActivityRecorded"],
    doc: "What happens to a lead: the records of topic lead-events that make its history.",
  },
] as const;

/** The file's text. `source` says where the schemas lie. */
export function domainTypes(schemas: readonly RecordSchema[], source: string): string {
  const body = schemas.flatMap((schema) => [...enumsOf(schema).map(enumText), recordText(schema)]);
  const names = new Set(schemas.map((schema) => schema.name));
  for (const union of UNIONS) {
    if (union.members.every((member) => names.has(member))) {
      body.push(`/** ${union.doc} */\n${unionText(union.name, union.members)}`);
    }
  }
  const text = body.join("\n");
  const imports = /\bLong\b/.test(text) ? 'import type { Long } from "./long.ts";\n\n' : "\n";
  return `// Generated from ${source} by packages/codec. Do not edit.\n${imports}${text}\n`;
}

/** The TypeScript type of values of `type`. */
export function valueType(type: FieldType): string {
  switch (type.kind) {
    case "string":
      return "string";
    case "long":
      return "Long";
    case "instant":
    case "day":
    case "int":
    case "double":
      return "number";
    case "boolean":
      return "boolean";
    case "bytes":
      return "Uint8Array";
    case "stringMap":
      return "Readonly<Record<string, string>>";
    case "enum":
      return type.name;
    case "array":
      return `readonly ${type.items.kind === "nullable" ? `(${valueType(type.items)})` : valueType(type.items)}[]`;
    case "nullable":
      return `${valueType(type.of)} | null`;
  }
}

function enumText(type: { readonly name: string; readonly symbols: readonly string[] }): string {
  return unionText(
    type.name,
    type.symbols.map((symbol) => JSON.stringify(symbol)),
  );
}

function unionText(name: string, members: readonly string[]): string {
  const line = `export type ${name} = ${members.join(" | ")};`;
  return line.length <= LINE ? line : `export type ${name} =\n${members.map((member) => `  | ${member}`).join("\n")};`;
}

function recordText(schema: RecordSchema): string {
  const lines = schema.doc === null ? [] : [`/** ${schema.doc} */`];
  lines.push(`export interface ${schema.name} {`, `  readonly type: "${schema.name}";`);
  for (const field of schema.fields) {
    const doc = fieldDoc(field);
    if (doc !== "") lines.push(`  /** ${doc} */`);
    lines.push(`  readonly ${field.name}: ${valueType(field.type)};`);
  }
  return [...lines, "}"].join("\n");
}

function fieldDoc(field: Field): string {
  const kind = field.type.kind === "nullable" ? field.type.of.kind : field.type.kind;
  const unit = kind === "instant" ? "ms since epoch" : kind === "day" ? "days since epoch" : "";
  if (field.doc === null) return unit;
  if (unit === "") return field.doc;
  return `${field.doc}${field.doc.endsWith(".") ? "" : "."} In ${unit}.`;
}
