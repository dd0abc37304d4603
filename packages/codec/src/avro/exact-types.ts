/** avsc types with exact longs and plain unions: for schemas of others, and for comparing schemas. */
import { toLong } from "@stagefold/domain";
import avsc from "avsc";

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

/** The avsc type of `schema` (JSON). Throws when it is no schema. */
export function exactType(schema: string): avsc.Type {
  return avsc.Type.forSchema(JSON.parse(schema) as avsc.Schema, { registry: { long: LONG }, wrapUnions: "never" });
}
