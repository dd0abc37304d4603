import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { directoryShelf } from "./directory-shelf.ts";
import { BrokenSnapshotError, SnapshotDiskError } from "./errors.ts";
import { openSnapshots } from "./snapshots.ts";

const task = { group: "stagefold-lead-tracker", partition: 3 };
const stores = Buffer.from(Array.from({ length: 200_000 }, (_, index) => `row ${index * 7919}\n`).join(""));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "snapshots-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const shelf = () => join(folder, "shelf");

function snapshotsOf(logId = "cluster", kept = 3) {
  return openSnapshots({ shelf: directoryShelf(shelf()), logId, kept });
}

interface PutOptions {
  readonly logId?: string;
  readonly kept?: number;
  readonly content?: Buffer;
  readonly forgottenIn?: number;
}

async function put(
  commitNumber: number,
  { logId = "cluster", kept = 3, content = stores, ...more }: PutOptions = {},
): Promise<string> {
  const file = join(folder, "store");
  writeFileSync(file, content);
  const packed = join(folder, "packed");
  rmSync(packed, { force: true });
  const mark = { commitNumber, positions: { events: commitNumber * 10 }, clock: 5, configuredAt: 1 };
  return (await snapshotsOf(logId, kept).put({ task, mark, forgottenIn: null, ...more }, file, packed)).name;
}

async function fetched(name: string, commitNumber: number, logId = "cluster"): Promise<Buffer> {
  const path = join(folder, "fetched");
  rmSync(path, { force: true });
  const { mark } = await snapshotsOf(logId).fetch(task, { name, commitNumber }, path);
  expect(mark.commitNumber).toBe(commitNumber);
  return readFileSync(path);
}

describe("a snapshot", () => {
  it("gives back the store and what was said of it, and is smaller", async () => {
    const name = await put(7);

    expect((await fetched(name, 7)).equals(stores)).toBe(true);
    expect(readFileSync(join(shelf(), name)).length).toBeLessThan(stores.length / 2);
  });

  it("is refused when any byte of it is another, or when it is cut off anywhere", async () => {
    const name = await put(7, { content: stores.subarray(0, 60_000) });
    const path = join(shelf(), name);
    const whole = readFileSync(path);
    // Behind the manifest the header is filled up with spaces, which may be anything that JSON takes for one.
    const manifestEnd = whole.indexOf("}}") + 2;
    for (let at = 0; at < whole.length; at += at < manifestEnd || at > 4_090 ? 97 : 4_000) {
      if (at >= manifestEnd && at < 4_096) continue;
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(whole.readUInt8(at) ^ 0x10, at);
      writeFileSync(path, damaged);
      const outcome = await fetched(name, 7).catch((error: unknown) => error);
      // What tells nothing of the store, such as a clock, is compared with the store's own word by who fetches.
      if (outcome instanceof Buffer) expect(outcome.equals(stores.subarray(0, 60_000))).toBe(true);
      else expect(outcome).toBeInstanceOf(BrokenSnapshotError);
      writeFileSync(path, whole.subarray(0, at));
      await expect(fetched(name, 7)).rejects.toThrow(BrokenSnapshotError);
    }
  });

  it("is refused where it is of another log, task or commit than its place says", async () => {
    const others = await put(7, { logId: "another" });
    const own = others.replace("another/", "cluster/");
    await put(7);
    writeFileSync(join(shelf(), own), readFileSync(join(shelf(), others)));

    await expect(fetched(own, 7)).rejects.toThrow(/another cluster, task or commit/);
    await put(7);
    await expect(fetched(own, 8)).rejects.toThrow(BrokenSnapshotError);
  });

  it("that is gone is refused, and a disk that cannot take it is a failure that passes", async () => {
    const name = await put(7);
    await expect(fetched(name.replace("7", "6"), 6)).rejects.toThrow(/not there any more/);

    const nowhere = join(folder, "no", "fetched");
    await expect(snapshotsOf().fetch(task, { name, commitNumber: 7 }, nowhere)).rejects.toThrow(SnapshotDiskError);
  });
});

describe("the snapshots of a task", () => {
  it("are those of its log at or before a commit, newest first", async () => {
    for (const commitNumber of [9, 10, 11]) await put(commitNumber);
    await put(8, { logId: "another" });

    expect((await snapshotsOf().upTo(task, 10)).map(({ commitNumber }) => commitNumber)).toEqual([10, 9]);
    expect(await snapshotsOf().upTo({ ...task, partition: 30 }, 10)).toEqual([]);
  });

  it("are pruned to the newest ones; one that was put is never among those that go", async () => {
    for (const commitNumber of [8, 9, 10, 11]) await put(commitNumber, { kept: 2 });
    expect((await snapshotsOf().upTo(task, 99)).map(({ commitNumber }) => commitNumber)).toEqual([11, 10]);

    // A former owner that is late.
    await put(5, { kept: 1 });
    expect((await snapshotsOf().upTo(task, 99)).map(({ commitNumber }) => commitNumber)).toEqual([11, 10, 5]);
  });

  it("go, however many are kept, where they are of before a lead was forgotten", async () => {
    for (const commitNumber of [8, 9, 10]) await put(commitNumber);

    await put(12, { forgottenIn: 9 });
    expect((await snapshotsOf().upTo(task, 99)).map(({ commitNumber }) => commitNumber)).toEqual([12, 10, 9]);
    // Of a former owner that is late: it goes with the next one.
    await put(7);
    await put(13, { kept: 9, forgottenIn: 12 });
    expect((await snapshotsOf().upTo(task, 99)).map(({ commitNumber }) => commitNumber)).toEqual([13, 12]);
  });

  it("leave nothing else on the shelf", async () => {
    const name = await put(7);

    expect(readdirSync(join(shelf(), name, ".."))).toEqual(["0000000000000007.snapshot"]);
  });
});
