/** A log on Kafka whose schemas are numbered by a registry, for who writes and reads with the numbers of the embedded log. */
import { EMBEDDED_SCHEMA_IDS, type RecordName } from "@stagefold/codec";
import type { KafkaLog } from "@stagefold/kafka";
import { RECORD_SCHEMAS } from "@stagefold/service";
import { registerOwnSchemas } from "../registry/own-schemas.ts";

const HEAD_BYTES = 5;

/** The log with the numbers changed on the way in and out. Our schemas are registered first. */
export async function withEmbeddedIds(log: KafkaLog, registry: string): Promise<KafkaLog> {
  const registered = await registerOwnSchemas(registry);
  const inward = new Map<number, number>();
  const outward = new Map<number, number>();
  for (const { record } of RECORD_SCHEMAS) {
    const name = record as RecordName;
    inward.set(EMBEDDED_SCHEMA_IDS.idOf(name), registered.idOf(name));
    outward.set(registered.idOf(name), EMBEDDED_SCHEMA_IDS.idOf(name));
  }
  return {
    ...log,
    append: (records) => log.append(records.map((record) => ({ ...record, value: numbered(record.value, inward) }))),
    async read(topic, partition, offset, limit) {
      const { records, nextOffset } = await log.read(topic, partition, offset, limit);
      return { nextOffset, records: records.map((record) => ({ ...record, value: numbered(record.value, outward) })) };
    },
  };
}

/** The value with its schema's other number; what has none of these stays as it is. */
function numbered(value: Uint8Array | null, numbers: ReadonlyMap<number, number>): Uint8Array | null {
  if (value === null || value.length < HEAD_BYTES || value[0] !== 0) return value;
  const bytes = Buffer.from(value);
  const number = numbers.get(bytes.readUInt32BE(1));
  if (number === undefined) return value;
  bytes.writeUInt32BE(number, 1);
  return bytes;
}
