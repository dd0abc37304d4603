/** Which number stands for which schema in the wire format: a registry's business, or fixed. */
import { EMBEDDED_IDS, type RecordName, SCHEMAS } from "./records.generated.ts";

/** What a codec must know of schema numbers. */
export interface SchemaIds {
  /** The number under which records of `name` are written. */
  idOf(name: RecordName): number;
  /** The schema, as JSON, of who wrote under `id`; undefined when nobody knows it. */
  schemaOf(id: number): string | undefined;
}

const NAME_BY_ID = new Map((Object.keys(EMBEDDED_IDS) as RecordName[]).map((name) => [EMBEDDED_IDS[name], name]));

/**
 * The numbers on the embedded log, which has no registry.
 *
 * They are fixed for good: a schema that changes takes a new number, and the old one keeps the old
 * schema, since logs that hold it lie on disks.
 */
export const EMBEDDED_SCHEMA_IDS: SchemaIds = {
  idOf: (name) => EMBEDDED_IDS[name],
  schemaOf(id) {
    const name = NAME_BY_ID.get(id);
    return name === undefined ? undefined : SCHEMAS[name];
  },
};
