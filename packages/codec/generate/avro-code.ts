/**
 * Readers and writers of every record as straight-line code: packages/codec/src/avro/records.generated.ts.
 *
 * Generated rather than interpreted, since each event of a stream passes here: no look-up by name, no
 * intermediate object, and the `type` discriminant comes at no cost.
 */
import { type EnumType, enumsOf, type FieldType, type RecordSchema } from "./schema-model.ts";

/** Of these, an empty text is read as null in every input record: SEMANTICS 2. */
const EMPTY_IS_NULL = new Set(["channel", "campaignId", "ownerId"]);
export const INPUT_RECORDS: readonly string[] = [
  "LeadStageChanged",
  "LeadActivityRecorded",
  "LeadErased",
  "SpendRecorded",
  "TargetSet",
];

/** True where an empty text of `field` is read as null. */
export function emptyIsNull(schema: RecordSchema, field: string): boolean {
  return INPUT_RECORDS.includes(schema.name) && EMPTY_IS_NULL.has(field);
}

/** The file's text. */
export function avroCode(schemas: readonly RecordSchema[]): string {
  const enums = [...new Map(schemas.flatMap(enumsOf).map((type) => [type.name, type])).values()];
  const imports = schemas.map((schema) => schema.name).sort();
  return [
    "// Generated from schemas/ by packages/codec. Do not edit.",
    `import type {\n${imports.map((name) => `  ${name},`).join("\n")}\n} from "@stagefold/domain";`,
    'import type { AvroReader } from "./avro-reader.ts";',
    'import { arrayBound, type AvroWriter, mapBound } from "./avro-writer.ts";',
    "",
    "/** Every record that has a schema. */",
    `export type AvroRecord =\n${schemas.map((schema) => `  | ${schema.name}`).join("\n")};`,
    'export type RecordName = AvroRecord["type"];',
    "",
    "/** The schemas as JSON, by record name. */",
    "export const SCHEMAS: Readonly<Record<RecordName, string>> = {",
    ...schemas.map((schema) => `  ${schema.name}: ${JSON.stringify(schema.json)},`),
    "};",
    "",
    "/** The schemas' numbers on the embedded log. */",
    "export const EMBEDDED_IDS: Readonly<Record<RecordName, number>> = {",
    ...schemas.map((schema) => `  ${schema.name}: ${schema.embeddedId},`),
    "};",
    "",
    ...enums.flatMap((type) => enumCode(type, enumReference(type, schemas))),
    ...schemas.flatMap((schema) => [readerCode(schema), writerCode(schema), boundCode(schema)]),
    "",
    "/** The reader of each record. */",
    "export const READERS: Readonly<Record<RecordName, (r: AvroReader) => AvroRecord>> = {",
    ...schemas.map((schema) => `  ${schema.name}: read${schema.name},`),
    "};",
    "",
    "/** Writes the body of `record`. The writer must have room for `recordBound(record)` bytes. */",
    "export function writeRecord(w: AvroWriter, record: AvroRecord): void {",
    "  switch (record.type) {",
    ...schemas.map((schema) => `    case "${schema.name}":\n      write${schema.name}(w, record);\n      break;`),
    "  }",
    "}",
    "",
    "/** At least as many bytes as the body of `record` takes. */",
    "export function recordBound(record: AvroRecord): number {",
    "  switch (record.type) {",
    ...schemas.map((schema) => `    case "${schema.name}":\n      return bound${schema.name}(record);`),
    "  }",
    "}",
    "",
  ]
    .join("\n")
    .replace(/import \{ (.*) \} from "\.\/avro-writer\.ts";/, (_, names: string) => usedOnly(names, schemas));
}

function usedOnly(names: string, schemas: readonly RecordSchema[]): string {
  const arrays = schemas.some((schema) => boundCode(schema).includes("arrayBound("));
  const kept = names.split(", ").filter((name) => name !== "arrayBound" || arrays);
  return `import { ${kept.join(", ")} } from "./avro-writer.ts";`;
}

const constantName = (type: EnumType): string => type.name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase();

/** The type of the enum's values by a field that has them: a type of its name may mean something else to the domain. */
function enumReference(type: EnumType, schemas: readonly RecordSchema[]): string {
  for (const schema of schemas) {
    for (const field of schema.fields) {
      if (field.type.kind === "enum" && field.type.name === type.name) return `${schema.name}["${field.name}"]`;
      if (field.type.kind === "nullable" && field.type.of.kind === "enum" && field.type.of.name === type.name) {
        return `NonNullable<${schema.name}["${field.name}"]>`;
      }
    }
  }
  throw new Error(`no field has enum ${type.name} itself`);
}

function enumCode(type: EnumType, reference: string): string[] {
  const name = constantName(type);
  const symbols = type.symbols.map((symbol) => JSON.stringify(symbol)).join(", ");
  const numbers = type.symbols.map((symbol, index) => `${symbol}: ${index}`).join(", ");
  return [
    `export const ${name}S: readonly (${reference})[] = [${symbols}];`,
    `const ${name}_INDEX: Readonly<Record<${reference}, number>> = { ${numbers} };`,
  ];
}

function readerCode(schema: RecordSchema): string {
  const fields = schema.fields.map((field) => `    ${field.name}: ${readExpression(schema, field.name, field.type)},`);
  return [
    "",
    `function read${schema.name}(r: AvroReader): ${schema.name} {`,
    `  return {\n    type: "${schema.name}",`,
    ...fields,
    "  };\n}",
  ].join("\n");
}

function readExpression(schema: RecordSchema, field: string, type: FieldType): string {
  const name = JSON.stringify(field);
  switch (type.kind) {
    case "enum":
      return `r.symbol(${constantName(type)}S, ${name})`;
    case "array":
      return `r.array((r) => ${readExpression(schema, field, type.items)}, ${name})`;
    case "nullable":
      if (type.of.kind === "string" && emptyIsNull(schema, field))
        return `r.isNull(${name}) ? null : r.string(${name}) || null`;
      return `r.isNull(${name}) ? null : ${readExpression(schema, field, type.of)}`;
    default:
      return `r.${type.kind}(${name})`;
  }
}

function writerCode(schema: RecordSchema): string {
  const fields = schema.fields.map((field) => `  ${writeStatement(`v.${field.name}`, field.type)}`);
  return ["", `function write${schema.name}(w: AvroWriter, v: ${schema.name}): void {`, ...fields, "}"].join("\n");
}

function writeStatement(value: string, type: FieldType): string {
  switch (type.kind) {
    case "enum":
      return `w.int(${constantName(type)}_INDEX[${value}]);`;
    case "array":
      return `w.array(${value}, (w, v) => {\n    ${writeStatement("v", type.items)}\n  });`;
    case "nullable":
      return `if (${value} === null) w.isNull();\n  else {\n    w.isPresent();\n    ${writeStatement(value, type.of)}\n  }`;
    default:
      return `w.${type.kind}(${value});`;
  }
}

/** The most bytes of a value whose size does not depend on it; of the others, what they take besides. */
const FIXED = {
  string: 5,
  long: 10,
  instant: 10,
  int: 5,
  day: 5,
  boolean: 1,
  double: 8,
  bytes: 5,
  stringMap: 0,
  enum: 5,
  array: 0,
} as const;

function boundCode(schema: RecordSchema): string {
  let fixed = 0;
  const parts: string[] = [];
  for (const field of schema.fields) {
    const nullable = field.type.kind === "nullable";
    const type = field.type.kind === "nullable" ? field.type.of : field.type;
    if (type.kind === "nullable") throw new Error(`${schema.name}.${field.name}: null within null`);
    const value = `v.${field.name}`;
    fixed += FIXED[type.kind] + (nullable ? 1 : 0);
    const part = variablePart(value, type);
    if (part !== null) parts.push(nullable ? `(${value} === null ? 0 : ${part})` : part);
  }
  return [
    "",
    `function bound${schema.name}(${parts.length === 0 ? "_v" : "v"}: ${schema.name}): number {`,
    `  return ${[fixed, ...parts].join(" + ")};`,
    "}",
  ].join("\n");
}

function variablePart(value: string, type: FieldType): string | null {
  switch (type.kind) {
    case "string":
      return `3 * ${value}.length`;
    case "bytes":
      return `${value}.length`;
    case "stringMap":
      return `mapBound(${value})`;
    case "array": {
      const items = type.items;
      if (items.kind === "array" || items.kind === "nullable") throw new Error("arrays hold plain values only");
      const variable = variablePart("v", items);
      if (variable === null) return `6 + ${FIXED[items.kind]} * ${value}.length`;
      return `arrayBound(${value}, (v) => ${FIXED[items.kind]} + ${variable})`;
    }
    default:
      return null;
  }
}
