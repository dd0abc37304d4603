import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openEmbeddedLog } from "./embedded-log.ts";
import { LogLockedError } from "./errors.ts";

const wallClock = (): number => 1_000;
const task = { group: "g", partition: 0 };

/** Batch n has 1 + n % 7 records `n:i`, of some size; every batch comes with a commit of one output. */
const writer = `
  import { writeSync } from "node:fs";
  import { openEmbeddedLog } from ${JSON.stringify(new URL("./embedded-log.ts", import.meta.url).href)};
  const log = openEmbeddedLog(process.argv[1], {
    wallClock: () => 1000,
    topics: [{ name: "events", partitions: 1, compacted: false }, { name: "out", partitions: 1, compacted: false }],
  });
  writeSync(1, "open\\n");
  const session = await log.openTask(${JSON.stringify(task)});
  for (let n = 1; ; n += 1) {
    await log.append(Array.from({ length: 1 + n % 7 }, (_, i) => (
      { topic: "events", partition: 0, key: Buffer.from(n + ":" + i), value: Buffer.alloc(1 + n * 997 % 50000, n), headers: null })));
    await session.commit([{ topic: "out", partition: 0, key: null, value: Buffer.from(String(n)), headers: null }],
      { commitNumber: n, positions: { events: n }, clock: n, configuredAt: 1 });
    writeSync(1, n + "\\n");
  }
`;

let directory: string;
let path: string;
let child: ChildProcessByStdio<null, Readable, null> | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "embedded-log-"));
  path = join(directory, "log");
});
afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(directory, { recursive: true });
});

/** Runs the writer until it has printed `line`, and kills it there and then. Returns the last line it printed. */
async function writeUntil(line: string): Promise<string> {
  const started = spawn(process.execPath, ["--conditions=source", "--input-type=module", "-e", writer, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child = started;
  let last = "";
  for await (const printed of createInterface({ input: started.stdout })) {
    last = printed;
    if (printed === line) started.kill("SIGKILL");
  }
  return last;
}

it("has every append and commit that was acknowledged, and none in part, after kill -9 in the middle", async () => {
  const acknowledged = Number(await writeUntil("150"));
  expect(acknowledged).toBeGreaterThanOrEqual(150);

  const log = openEmbeddedLog(path, { wallClock });
  const { records } = await log.read("events", 0, 0, { records: 1e6, bytes: 1e9 });
  const batches = Number(String(records.at(-1)?.key).split(":")[0]);
  expect(batches).toBeGreaterThanOrEqual(acknowledged);
  const expected = Array.from({ length: batches }, (_, index) => index + 1).flatMap((n) =>
    Array.from({ length: 1 + (n % 7) }, (_, i) => ({
      key: `${n}:${i}`,
      size: 1 + ((n * 997) % 50_000),
      fill: n % 256,
    })),
  );
  const found = records.map(({ key, value }) => ({ key: String(key), size: value?.length, fill: value?.at(-1) }));
  expect(found).toEqual(expected);

  const outputs = (await log.read("out", 0, 0, { records: 1e6, bytes: 1e9 })).records.map(({ value }) =>
    Number(String(value)),
  );
  expect(outputs.length).toBeGreaterThanOrEqual(acknowledged);
  expect(outputs).toEqual(outputs.map((_, index) => index + 1));
  expect((await log.openTask(task)).lastMark).toEqual({
    commitNumber: outputs.length,
    positions: { events: outputs.length },
    clock: outputs.length,
    configuredAt: 1,
  });
  await log.append([{ topic: "events", partition: 0, key: null, value: null, headers: null }]);
  expect(await log.endOffset("events", 0)).toBe(records.length + 1);
  await log.close();
});

it("tells a second process that the log is in use, until kill -9 of the first one frees it", async () => {
  const started = spawn(process.execPath, ["--conditions=source", "--input-type=module", "-e", writer, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  child = started;
  await once(started.stdout, "data");
  expect(() => openEmbeddedLog(path, { wallClock })).toThrow(LogLockedError);
  expect(() => openEmbeddedLog(path, { wallClock })).toThrow(/is in use: one process at a time/);

  started.stdout.resume();
  started.kill("SIGKILL");
  await once(started, "exit");
  await openEmbeddedLog(path, { wallClock }).close();
});
