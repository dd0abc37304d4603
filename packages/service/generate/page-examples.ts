/**
 * The examples of docs/topics, which are the AsyncAPI document's as well: the JSON blocks of an event's page, in the form
 * of NDJSON files (SEMANTICS 2).
 */

/** An example as its page shows it. */
export type PageExample = Readonly<Record<string, unknown>>;

interface AvroField {
  readonly name: string;
  readonly type: unknown;
  readonly default?: unknown;
}

const DAY_MS = 86_400_000;

/** The JSON blocks of a page, in its order. Throws where one is no JSON. Pure. */
export function examplesOf(page: string): readonly PageExample[] {
  return [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => JSON.parse(block) as PageExample);
}

/**
 * The example as a client has it that has decoded the value: instants in ms, dates in days since 1970-01-01, all fields
 * there. Throws where it has a field that the schema (JSON) has not, or lacks one without a default. Pure.
 */
export function decodedExample({ type: record, ...example }: PageExample, schema: string): PageExample {
  const { name, fields } = JSON.parse(schema) as { readonly name: string; readonly fields: readonly AvroField[] };
  if (record !== name) throw new Error(`an example of ${String(record)} where one of ${name} is expected`);
  const unknown = Object.keys(example).filter((key) => !fields.some((field) => field.name === key));
  if (unknown.length > 0) throw new Error(`the example of ${name} has fields that it has not: ${unknown.join(", ")}`);
  return Object.fromEntries(fields.map((field) => [field.name, decodedField(field, example[field.name], name)]));
}

function decodedField(field: AvroField, value: unknown, record: string): unknown {
  if (value !== undefined && value !== null) return decodedValue(logicalTypeOf(field.type), value);
  if (field.default === undefined) throw new Error(`the example of ${record} lacks ${field.name}`);
  return field.default;
}

function decodedValue(logicalType: string | undefined, value: unknown): unknown {
  if (logicalType === "timestamp-millis") return Date.parse(String(value));
  if (logicalType === "date") return Date.parse(`${String(value)}T00:00:00Z`) / DAY_MS;
  return value;
}

/** Of the type, or of a nullable type's other branch. */
function logicalTypeOf(type: unknown): string | undefined {
  const one: unknown = Array.isArray(type) ? type.find((branch) => branch !== "null") : type;
  return (one as { readonly logicalType?: string }).logicalType;
}
