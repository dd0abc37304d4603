import fc from "fast-check";
import { expect, it } from "vitest";
import { BatchCursor } from "./batch-cursor.ts";
import { BatchWriter } from "./batch-writer.ts";

const bytes = fc.uint8Array({ maxLength: 300 });
const record = fc.record({
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.option(fc.dictionary(fc.string({ unit: "grapheme" }), bytes, { maxKeys: 4 })),
  timestamp: fc.integer({ min: -2e15, max: 2e15 }),
  gap: fc.integer({ min: 1, max: 2 ** 33 }),
});

it("a batch gives back what was written, at any offsets and instants, from any offset on", () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), fc.nat(), (records, pick) => {
      const writer = new BatchWriter();
      let offset = 0;
      const written = records.map(({ gap, timestamp, ...rest }) => {
        offset += gap;
        writer.write(rest, offset, timestamp, false);
        return { offset, timestamp, ...rest };
      });
      const from = pick % records.length;
      const cursor = new BatchCursor({
        baseOffset: writer.baseOffset,
        nextOffset: writer.nextOffset,
        timestamp: writer.baseTimestamp,
        frames: writer.frames(),
        large: null,
      });
      cursor.skipTo(written[from]?.offset ?? 0);
      const read: unknown[] = [];
      while (cursor.peekOffset() >= 0) read.push(cursor.next());
      expect(read).toEqual(written.slice(from));
      expect(writer.nextOffset).toBe(offset + 1);
    }),
  );
});
