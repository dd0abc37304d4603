/**
 * Reading input records from JSON objects and writing every record as a line:
 * packages/codec/src/ndjson/records.generated.ts.
 */
import { emptyIsNull, INPUT_RECORDS } from "./avro-code.ts";
import { enumsOf, type Field, type FieldType, type RecordSchema } from "./schema-model.ts";

/** The file's text. Internal records have no NDJSON form. */
export function ndjsonCode(all: readonly RecordSchema[]): string {
  const schemas = all.filter((schema) => !schema.internal);
  const inputs = schemas.filter((schema) => INPUT_RECORDS.includes(schema.name));
  const constants = [...new Set(inputs.flatMap(enumsOf).map((type) => constantName(type.name)))].sort();
  return [
    "// Generated from schemas/ by packages/codec. Do not edit.",
    `import type {\n${["InputRecord", ...schemas.map((schema) => schema.name)]
      .sort()
      .map((name) => `  ${name},`)
      .join("\n")}\n} from "@stagefold/domain";`,
    `import { ${constants.join(", ")} } from "../avro/records.generated.ts";`,
    'import type { JsonFields } from "./json-fields.ts";',
    'import { dayText, instantText } from "./time-text.ts";',
    'import { mapText, numberText, quoted } from "./json-text.ts";',
    ...inputs.map(parserCode),
    "",
    "/** The parser of each input record. Each throws RefusedField. */",
    'export const PARSERS: Readonly<Record<InputRecord["type"], (f: JsonFields) => InputRecord>> = {',
    ...inputs.map((schema) => `  ${schema.name}: parse${schema.name},`),
    "};",
    ...schemas.map(formatterCode),
    "",
  ].join("\n");
}

const constantName = (name: string): string => `${name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase()}S`;

function parserCode(schema: RecordSchema): string {
  const fields = schema.fields.map((field) => `    ${field.name}: ${parseExpression(schema, field)},`);
  return [
    "",
    `function parse${schema.name}(f: JsonFields): ${schema.name} {`,
    `  return {\n    type: "${schema.name}",`,
    ...fields,
    "  };\n}",
  ].join("\n");
}

function parseExpression(schema: RecordSchema, field: Field): string {
  const name = JSON.stringify(field.name);
  const { type } = field;
  if (type.kind === "nullable") {
    const empty = type.of.kind === "string" && emptyIsNull(schema, field.name) ? " || null" : "";
    return `f.isAbsent(${name}) ? null : ${parseValue(name, type.of)}${empty}`;
  }
  const fallback = defaultOf(field);
  return fallback === null ? parseValue(name, type) : `f.isAbsent(${name}) ? ${fallback} : ${parseValue(name, type)}`;
}

/**
 * What stands for a field left out, as code; null where it must be there. The default of an enum is not its field's:
 * in Avro it stands for symbols that a reader does not know.
 */
function defaultOf(field: Field): string | null {
  if (field.default !== undefined) return field.type.kind === "stringMap" ? "{}" : JSON.stringify(field.default);
  return null;
}

function parseValue(name: string, type: FieldType): string {
  switch (type.kind) {
    case "enum":
      return `f.symbol(${name}, ${constantName(type.name)})`;
    case "string":
    case "long":
    case "instant":
    case "day":
    case "stringMap":
      return `f.${type.kind}(${name})`;
    default:
      throw new Error(`no input record has a field of ${type.kind} yet: ${name}`);
  }
}

/** Runs of fields that are the same in many records in a row: their text is made once. By record, in the schema's order. */
const REPEATING: Readonly<Record<string, readonly (readonly string[])[]>> = {
  FunnelMetric: [
    ["channel", "campaignId", "ownerId", "grain", "periodStart", "periodEnd"],
    ["status", "revision", "asOf"],
  ],
};

function formatterCode(schema: RecordSchema): string {
  const runs = REPEATING[schema.name] ?? [];
  const body = ['  let s = \'{"type":"' + schema.name + "\"';"];
  const parts: string[] = [];
  for (let i = 0; i < schema.fields.length; ) {
    const run = runs.findIndex((names) => names[0] === schema.fields[i]?.name);
    if (run < 0) {
      const from = i;
      while (i < schema.fields.length && !runs.some((names) => names[0] === schema.fields[i]?.name)) i++;
      body.push(...fieldLines(schema.fields.slice(from, i)));
    } else {
      const fields = schema.fields.slice(i, i + (runs[run]?.length ?? 0));
      parts.push(repeatingCode(schema, run, fields));
      body.push(`  s += ${partName(schema, run)}(r);`);
      i += fields.length;
    }
  }
  return [
    ...parts,
    "",
    `/** A line of NDJSON without its line end; fields that are null are left out. */`,
    `export function format${schema.name}(r: ${schema.name}): string {`,
    ...body,
    "  return s + '}';\n}",
  ].join("\n");
}

/** Statements that add the fields to `s`, each with a comma before it. */
function fieldLines(fields: readonly Field[]): string[] {
  const lines: string[] = [];
  let open: string[] = [];
  const flush = (): void => {
    if (open.length > 0) lines.push(`  s += ${open.join(" + ")};`);
    open = [];
  };
  for (const { name, type } of fields) {
    const value = `r.${name}`;
    const key = `',"${name}":'`;
    if (type.kind === "nullable") {
      flush();
      lines.push(`  if (${value} !== null) s += ${key} + ${formatValue(value, type.of)};`);
    } else {
      open.push(key, formatValue(value, type));
    }
  }
  flush();
  return lines;
}

/** A function that gives the text of a run of fields, kept from the record before where they are the same. */
function repeatingCode(schema: RecordSchema, run: number, fields: readonly Field[]): string {
  const part = partName(schema, run);
  const kept = (name: string): string => `${part}_${name}`;
  return [
    "",
    ...fields.map(({ name }) => `let ${kept(name)}: ${schema.name}[${JSON.stringify(name)}] | undefined;`),
    `let ${part}_text = "";`,
    `function ${part}(r: ${schema.name}): string {`,
    `  if (${fields.map(({ name }) => `r.${name} === ${kept(name)}`).join(" && ")}) return ${part}_text;`,
    "  let s = '';",
    ...fieldLines(fields),
    ...fields.map(({ name }) => `  ${kept(name)} = r.${name};`),
    `  ${part}_text = s;`,
    "  return s;\n}",
  ].join("\n");
}

function partName(schema: RecordSchema, run: number): string {
  return `repeatingOf${schema.name}${run}`;
}

function formatValue(value: string, type: FieldType): string {
  switch (type.kind) {
    case "string":
      return `quoted(${value})`;
    case "enum":
      return `'"' + ${value} + '"'`;
    case "long":
    case "int":
    case "double":
      return `numberText(${value})`;
    case "boolean":
      return `(${value} ? "true" : "false")`;
    case "instant":
      return `instantText(${value})`;
    case "day":
      return `dayText(${value})`;
    case "stringMap":
      return `mapText(${value})`;
    default:
      throw new Error(`${value}: no NDJSON form for ${type.kind}`);
  }
}
