/** The topics that intake writes to, and what stands in them. */
import type { AvroCodec } from "@stagefold/codec";
import type { InputRecord } from "@stagefold/domain";
import type { Log } from "@stagefold/processing";
import { FUNNEL_TARGETS, LEAD_EVENTS, SPEND_EVENTS } from "@stagefold/processors";

/** So that a lead's events and another's lie apart. */
export const PARTITIONS = 2;

export const TOPICS = [LEAD_EVENTS, SPEND_EVENTS, FUNNEL_TARGETS].map((name) => ({
  name,
  partitions: PARTITIONS,
  compacted: false,
}));

/** All records of the topics, in the order of each partition. */
export async function publishedIn(log: Log, codec: AvroCodec): Promise<InputRecord[]> {
  const found: InputRecord[] = [];
  for (const { name } of TOPICS) {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const end = await log.endOffset(name, partition);
      for (let at = await log.firstOffset(name, partition); at < end; ) {
        const { records, nextOffset } = await log.read(name, partition, at, { records: 10_000, bytes: 4 << 20 });
        for (const { value } of records) {
          const decoded = codec.decode(value as Uint8Array);
          if (!decoded.ok) throw new Error(decoded.detail);
          found.push(decoded.record as InputRecord);
        }
        at = nextOffset;
      }
    }
  }
  return found;
}
