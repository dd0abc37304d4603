/** Records that are replaced where they stand: what is read then, and what is left in the file. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogRecord } from "@stagefold/processing";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { type EmbeddedLog, openEmbeddedLog } from "./embedded-log.ts";
import { openEmbeddedLogReader } from "./embedded-log-reader.ts";
import type { Replacement } from "./replacing.ts";

const wallClock = (): number => 1_000;
const TOPIC = "events";
const topics = [{ name: TOPIC, partitions: 2, compacted: false }];
const LARGE = 300_000;

const out = (value: string, partition = 0) => ({
  topic: TOPIC,
  partition,
  key: Buffer.from("key"),
  value: Buffer.from(value),
  headers: { line: Buffer.from(value.slice(0, 20)) },
});

async function all(log: Pick<EmbeddedLog, "read" | "endOffset">, atMost: number, partition = 0) {
  const records: LogRecord[] = [];
  const end = await log.endOffset(TOPIC, partition);
  for (let from = 0; from < end; ) {
    const read = await log.read(TOPIC, partition, from, { records: atMost, bytes: 1 << 20 });
    records.push(...read.records);
    from = read.nextOffset;
  }
  return records.map(({ offset, key, value, headers }) => ({
    offset,
    key: key === null ? null : Buffer.from(key).toString(),
    value: value === null ? null : Buffer.from(value).toString(),
    headers: headers === null ? [] : Object.keys(headers),
  }));
}

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "replacing-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "log.db");
}

const batches = fc.array(fc.array(fc.constantFrom(1, 1, 1, 50, LARGE), { minLength: 1, maxLength: 8 }), {
  minLength: 1,
  maxLength: 6,
});
const replacement = fc.constantFrom<"gone" | number>("gone", 1, 40, LARGE);

test("given records of any size, when some are replaced and some taken away, then these are, and all others stand where they stood", async () => {
  await fc.assert(
    fc.asyncProperty(
      batches,
      fc.array(fc.tuple(fc.nat({ max: 50 }), replacement), { maxLength: 12 }),
      fc.integer({ min: 1, max: 9 }),
      async (sizes, chosen, atMost) => {
        const log = openEmbeddedLog(":memory:", { wallClock, topics });
        let serial = 0;
        for (const batch of sizes) await log.append(batch.map((size) => out(`${serial++} `.padEnd(size, "x"))));
        await log.append([out("another partition", 1)]);
        const before = await all(log, 100);
        const by = new Map<number, Replacement>(
          chosen.map(([offset, as]) => [
            offset,
            as === "gone" ? null : { key: null, value: Buffer.from("new ".padEnd(as, "y")) },
          ]),
        );

        await log.replaceRecords([{ topic: TOPIC, partition: 0, by }]);

        const expected = before.flatMap((record) => {
          const replaced = by.get(record.offset);
          if (replaced === undefined) return [record];
          if (replaced === null) return [];
          return [{ ...record, key: null, value: Buffer.from(replaced.value ?? []).toString(), headers: [] }];
        });
        expect(await all(log, atMost)).toEqual(expected);
        expect(await all(log, atMost, 1)).toHaveLength(1);
        await log.append([out("after")]);
        expect((await all(log, atMost)).at(-1)).toMatchObject({ offset: before.length, value: "after" });
        await log.close();
      },
    ),
    { numRuns: 60 },
  );
});

test("given records that were replaced, when the file is vacuumed, then nothing of them is left in it, also while others read", async () => {
  const path = newPath();
  const log = openEmbeddedLog(path, { wallClock, topics });
  for (let i = 0; i < 200; i++) await log.append([out(`secret-${i} `.padEnd(i === 100 ? LARGE : 600, "."))]);
  const reader = openEmbeddedLogReader(path);
  const by = new Map(
    Array.from({ length: 200 }, (_, i) => [i, i === 0 ? { key: null, value: Buffer.from("gone") } : null]),
  );

  await log.replaceRecords([{ topic: TOPIC, partition: 0, by }]);
  await log.vacuum();

  expect((await all(reader, 10)).map(({ value }) => value)).toEqual(["gone"]);
  await reader.close();
  await log.close();
  for (const file of readdirSync(join(path, ".."))) {
    expect(readFileSync(join(path, "..", file)).includes("secret-"), file).toBe(false);
  }
});
