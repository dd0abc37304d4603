/** What the processors publish of the worked examples, as they would have published it on Kafka. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AvroCodec } from "@stagefold/codec";
import type { OutRecord } from "@stagefold/processing";
import { WAREHOUSE_TOPICS } from "@stagefold/warehouse";
import { computed, codec as embedded } from "../read-model/computed.ts";

const GOLDEN = join(import.meta.dirname, "../golden");

/** The records of the published topics, in order, encoded with `codec`. */
export async function publishedTopics(example: string, partitions: number, codec: AvroCodec): Promise<OutRecord[]> {
  const text = (name: string): string => readFileSync(join(GOLDEN, example, name), "utf8");
  const lines = text("in.ndjson").split("\n").filter(Boolean);
  const until = Date.parse(text("until").trim());
  const { world } = await computed({ lines, configYaml: text("config.yaml"), until }, partitions);
  const published: OutRecord[] = [];
  for (const topic of WAREHOUSE_TOPICS) {
    for (let partition = 0; partition < partitions; partition++) {
      const end = await world.outside.endOffset(topic, partition);
      for (let offset = await world.outside.firstOffset(topic, partition); offset < end; ) {
        const { records, nextOffset } = await world.outside.read(topic, partition, offset, {
          records: 10_000,
          bytes: 8 << 20,
        });
        for (const { key, value } of records)
          published.push({ topic, partition, key, value: reencoded(value, codec), headers: null });
        offset = nextOffset;
      }
    }
  }
  return published;
}

function reencoded(value: Uint8Array | null, codec: AvroCodec): Uint8Array | null {
  if (value === null) return null;
  const decoded = embedded.decode(value);
  if (!decoded.ok) throw new Error(decoded.detail);
  return codec.encode(decoded.record);
}
