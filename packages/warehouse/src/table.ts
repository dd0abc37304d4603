/**
 * The tables of a warehouse: one for each published topic, its columns those of the topic's schema.
 *
 * | Avro                | column                                  |
 * | ------------------- | --------------------------------------- |
 * | string, enum        | VARCHAR                                 |
 * | long, int, double, boolean | BIGINT, INTEGER, DOUBLE, BOOLEAN |
 * | timestamp-millis    | TIMESTAMP WITH TIME ZONE                |
 * | date                | DATE                                    |
 *
 * A column has its field's name with underscores. `funnel_metrics` has one more: `money`, the numerator of what is
 * counted in a currency, as an exact decimal.
 */
import { SCHEMAS } from "@stagefold/codec";
import { FUNNEL_METRICS, LEAD_STAYS, SLA_BREACHES } from "@stagefold/processors";

/** The topics that have a table, in the order in which they are exported. */
export const WAREHOUSE_TOPICS = [FUNNEL_METRICS, LEAD_STAYS, SLA_BREACHES] as const;
export type WarehouseTopic = (typeof WAREHOUSE_TOPICS)[number];

export type ColumnKind = "text" | "long" | "integer" | "double" | "boolean" | "instant" | "day";

export interface Column {
  /** Of the record. */
  readonly field: string;
  readonly name: string;
  readonly kind: ColumnKind;
}

export interface Table {
  readonly topic: WarehouseTopic;
  readonly name: string;
  /** The type of its records. */
  readonly record: "FunnelMetric" | "LeadStageStay" | "SlaBreachEvent";
  /** The field of which each value has one row: that of the newest record. */
  readonly keyField: string;
  readonly key: string;
  readonly columns: readonly Column[];
  /** Columns that are no field: type and what they are made of, in SQL over the other columns. */
  readonly derived: readonly { readonly name: string; readonly type: string; readonly sql: string }[];
  /** Rows are withdrawn by records without a value, which a compacted topic keeps for a while only. */
  readonly withdraws: boolean;
}

/** Exact: 64 bits in micros have 19 digits. */
const MONEY = {
  name: "money",
  type: "DECIMAL(38, 6)",
  sql: "CASE WHEN regexp_full_match(unit, '[A-Z]{3}') THEN CAST(numerator AS DECIMAL(19, 0)) * 0.000001 END",
};

const KINDS: Readonly<Record<string, ColumnKind>> = {
  string: "text",
  enum: "text",
  long: "long",
  int: "integer",
  double: "double",
  boolean: "boolean",
  "timestamp-millis": "instant",
  date: "day",
};

const TABLES: Readonly<Record<WarehouseTopic, Table>> = {
  [FUNNEL_METRICS]: tableOf(FUNNEL_METRICS, "FunnelMetric", "metricId", { derived: [MONEY], withdraws: false }),
  [LEAD_STAYS]: tableOf(LEAD_STAYS, "LeadStageStay", "stayId", { derived: [], withdraws: true }),
  [SLA_BREACHES]: tableOf(SLA_BREACHES, "SlaBreachEvent", "clockId", { derived: [], withdraws: false }),
};

/** The table of a topic. */
export function tableFor(topic: WarehouseTopic): Table {
  return TABLES[topic];
}

/** A field's name as a column's: `sampleP50` is `sample_p50`. Pure. */
export function columnName(field: string): string {
  return field.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
}

interface AvroField {
  readonly name: string;
  readonly type: AvroType;
}

type AvroType = string | readonly AvroType[] | { readonly type: string; readonly logicalType?: string };

function tableOf(
  topic: WarehouseTopic,
  record: Table["record"],
  keyField: string,
  rest: Pick<Table, "derived" | "withdraws">,
): Table {
  const { fields } = JSON.parse(SCHEMAS[record]) as { readonly fields: readonly AvroField[] };
  const columns = fields.map(({ name, type }) => ({ field: name, name: columnName(name), kind: kindOf(name, type) }));
  return { topic, name: topic.replaceAll("-", "_"), record, keyField, key: columnName(keyField), columns, ...rest };
}

function kindOf(field: string, type: AvroType): ColumnKind {
  if (Array.isArray(type)) return kindOf(field, type.find((one) => one !== "null") as AvroType);
  const plain = type as Exclude<AvroType, readonly AvroType[]>;
  const name = typeof plain === "string" ? plain : (plain.logicalType ?? plain.type);
  const kind = KINDS[name];
  if (kind === undefined) throw new Error(`${field}: a warehouse has no column for ${name}`);
  return kind;
}
