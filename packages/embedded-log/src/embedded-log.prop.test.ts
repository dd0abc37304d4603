import type { OutRecord, ReadResult } from "@stagefold/processing";
import { createSimulatedWorld } from "@stagefold/testkit";
import fc from "fast-check";
import { expect, it } from "vitest";
import { openEmbeddedLog } from "./embedded-log.ts";

const topics = [
  { name: "events", partitions: 2, compacted: false },
  { name: "stays", partitions: 1, compacted: true },
];

const target = fc.constantFrom(["events", 0], ["events", 1], ["stays", 0]) as fc.Arbitrary<[string, number]>;
const size = fc.oneof(
  { arbitrary: fc.nat(40), weight: 20 },
  { arbitrary: fc.integer({ min: 100_000, max: 300_000 }), weight: 1 },
);
const record = fc.tuple(target, fc.nat(5), fc.option(size)).map(
  ([[topic, partition], key, length]): OutRecord => ({
    topic,
    partition,
    key: Buffer.from(`key ${key}`),
    value: length === null ? null : Buffer.alloc(length, length),
    headers: key === 0 ? { h: Buffer.from("x") } : null,
  }),
);
const operation = fc.oneof(
  fc.record({ type: fc.constant("append" as const), records: fc.array(record, { maxLength: 30 }) }),
  fc.record({
    type: fc.constant("read" as const),
    target,
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    records: fc.integer({ min: 0, max: 20 }),
    bytes: fc.oneof(fc.nat(200), fc.constant(1 << 20)),
    /** Reads that go on where this one ended. */
    more: fc.nat(3),
  }),
  fc.record({ type: fc.constant("compact" as const) }),
  fc.record({ type: fc.constant("deleteBefore" as const), target, at: fc.double({ min: 0, max: 1, noNaN: true }) }),
);

it("does whatever is done to it as the simulated log does, with compaction in the smallest steps too", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 25 }), fc.boolean(), async (operations, isCompactionTight) => {
      const world = createSimulatedWorld({ topics, startAt: 500 });
      const model = world.outside;
      const compaction = isCompactionTight ? { mapKeys: 2, chunkBytes: 100 } : {};
      const log = openEmbeddedLog(":memory:", { wallClock: world.clock.now, topics, compaction });
      for (const step of operations) {
        world.clock.advance(7);
        if (step.type === "append") {
          await model.append(step.records);
          await log.append(step.records);
        } else if (step.type === "compact") {
          await model.compact("stays");
          await log.compact();
        } else {
          const [topic, partition] = step.target;
          const first = await model.firstOffset(topic, partition);
          const end = await model.endOffset(topic, partition);
          expect([await log.firstOffset(topic, partition), await log.endOffset(topic, partition)]).toEqual([
            first,
            end,
          ]);
          let offset = first + Math.round(step.at * (end - first));
          if (step.type === "deleteBefore") {
            await model.deleteRecordsBefore(topic, partition, offset);
            await log.deleteRecordsBefore(topic, partition, offset);
            continue;
          }
          for (let reads = 0; reads <= step.more; reads += 1) {
            const found = await log.read(topic, partition, offset, step);
            expect(plain(found)).toEqual(plain(await model.read(topic, partition, offset, step)));
            offset = found.nextOffset;
          }
        }
      }
      await log.close();
    }),
    { numRuns: 150 },
  );
});

/** Comparable at a glance and quickly, large values too. */
function plain({ records, nextOffset }: ReadResult): unknown {
  return {
    nextOffset,
    records: records.map(({ offset, timestamp, key, value, headers }) => ({
      offset,
      timestamp,
      key: Buffer.from(key ?? []).toString(),
      value: value === null ? null : `${value.length} of ${value[value.length - 1]}`,
      headers: Object.entries(headers ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
    })),
  };
}
