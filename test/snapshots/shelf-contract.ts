/** What every place of snapshots must do, as tests. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrokenSnapshotError, type SnapshotShelf } from "@stagefold/snapshots";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

/** Registers the suite under `name`; `makeShelf` gives an empty shelf for each test. */
export function shelfContract(name: string, makeShelf: () => Promise<SnapshotShelf>): void {
  describe(`${name} as a shelf of snapshots`, () => {
    let folder: string;
    let shelf: SnapshotShelf;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "stagefold-shelf-"));
    });
    afterAll(() => rmSync(folder, { recursive: true }));
    beforeEach(async () => {
      shelf = await makeShelf();
    });

    function fileOf(content: Uint8Array): string {
      const file = join(folder, "content");
      writeFileSync(file, content);
      return file;
    }

    async function read(name: string): Promise<Buffer> {
      return Buffer.concat(await Array.fromAsync(shelf.get(name)));
    }

    it("gives back what was put, an empty one included", async () => {
      const content = randomBytes(10_000);
      await shelf.put("log/task/1", fileOf(content));
      await shelf.put("log/task/2", fileOf(Buffer.alloc(0)));

      expect((await read("log/task/1")).equals(content)).toBe(true);
      expect((await read("log/task/2")).length).toBe(0);
    });

    it("gives back what is larger than a part of an upload", async () => {
      const content = randomBytes(18 << 20);
      await shelf.put("log/task/1", fileOf(content));

      expect((await read("log/task/1")).equals(content)).toBe(true);
    });

    it("has the newest of what was put under one name", async () => {
      await shelf.put("log/task/1", fileOf(Buffer.from("before")));
      await shelf.put("log/task/1", fileOf(Buffer.from("after")));

      expect((await read("log/task/1")).toString()).toBe("after");
    });

    it("lists a folder's names in order, and those of no other", async () => {
      for (const name of ["log/task/3", "log/task/1", "log/task/2", "log/task.1/1", "log/task/in/1", "other/task/1"])
        await shelf.put(name, fileOf(Buffer.from(name)));

      expect((await shelf.list("log/task")).filter((each) => each !== "log/task/in")).toEqual([
        "log/task/1",
        "log/task/2",
        "log/task/3",
      ]);
      expect(await shelf.list("nothing/here")).toEqual([]);
    });

    it("has nothing any more of what was deleted, also twice", async () => {
      await shelf.put("log/task/1", fileOf(Buffer.from("one")));
      await shelf.put("log/task/2", fileOf(Buffer.from("two")));
      await shelf.delete("log/task/1");
      await shelf.delete("log/task/1");

      expect(await shelf.list("log/task")).toEqual(["log/task/2"]);
      await expect(read("log/task/1")).rejects.toThrow(BrokenSnapshotError);
    });

    it("has nothing of a put that was given up", async () => {
      const stop = new AbortController();
      const put = shelf.put("log/task/1", fileOf(randomBytes(30 << 20)), stop.signal);
      setImmediate(() => stop.abort(new Error("given up")));

      await expect(put).rejects.toThrow("given up");
      expect(await shelf.list("log/task")).toEqual([]);
    });

    it("keeps names apart that need to be written otherwise", async () => {
      await shelf.put("a%2Fb/task é/1 +&?#", fileOf(Buffer.from("odd")));

      expect(await shelf.list("a%2Fb/task é")).toEqual(["a%2Fb/task é/1 +&?#"]);
      expect((await read("a%2Fb/task é/1 +&?#")).toString()).toBe("odd");
    });
  });
}
