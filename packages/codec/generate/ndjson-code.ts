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

function formatterCode(schema: RecordSchema): string {
  let text = `{"type":"${schema.name}"`;
  const lines: string[] = [];
  let open: string[] = [];
  const literal = (value: string): string => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const flush = (): void => {
    if (open.length > 0) lines.push(`${lines.length === 0 ? "  let s =" : "  s +="} ${open.join(" + ")};`);
    open = [];
  };
  for (const field of schema.fields) {
    const value = `r.${field.name}`;
    if (field.type.kind === "nullable") {
      if (text !== "") open.push(literal(text));
      text = "";
      flush();
      lines.push(
        `  if (${value} !== null) s += ${literal(`,"${field.name}":`)} + ${formatValue(value, field.type.of)};`,
      );
    } else {
      open.push(literal(`${text},"${field.name}":`), formatValue(value, field.type));
      text = "";
    }
  }
  open.push(literal(`${text}}`));
  flush();
  return [
    "",
    `/** A line of NDJSON without its line end; fields that are null are left out. */`,
    `export function format${schema.name}(r: ${schema.name}): string {`,
    ...lines,
    "  return s;\n}",
  ].join("\n");
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
