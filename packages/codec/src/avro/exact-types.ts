/** avsc types with exact longs and plain unions: for schemas of others, and for comparing schemas. */
import { toLong } from "@stagefold/domain";
import avsc from "avsc";

type ForSchemaOptions = NonNullable<Parameters<typeof avsc.Type.forSchema>[1]>;

const LONG = avsc.types.LongType.__with({
  fromBuffer: (buf: Buffer) => toLong(buf.readBigInt64LE()),
  toBuffer(value: number | bigint) {
    const buf = Buffer.alloc(8);
    buf.writeBigInt64LE(BigInt(value));
    return buf;
  },
  fromJSON: (value: number) => toLong(BigInt(value)),
  toJSON: Number,
  isValid: (value: unknown) => typeof value === "bigint" || Number.isSafeInteger(value),
  compare: (a: number | bigint, b: number | bigint) => (a < b ? -1 : a > b ? 1 : 0),
});

const OPTIONS: Partial<ForSchemaOptions> = {
  // A long with attributes, such as a logical type, is not looked up in the registry.
  typeHook: (schema) => ((schema as { readonly type?: unknown }).type === "long" ? LONG : undefined),
};

/** The avsc type of `schema` (JSON), unions plain. Throws when it is no schema, or unions cannot be plain. */
export function exactType(schema: string): avsc.Type {
  return typeOf(schema, "never");
}

/** The avsc type of a schema that may hold any union; for resolution only. Throws when it is no schema. */
export function foreignType(schema: string): avsc.Type {
  return typeOf(schema, "always");
}

function typeOf(schema: string, wrapUnions: "never" | "always"): avsc.Type {
  // avsc adds the names it meets to the registry it is given.
  return avsc.Type.forSchema(JSON.parse(schema) as avsc.Schema, { ...OPTIONS, registry: { long: LONG }, wrapUnions });
}
