/**
 * Snapshots in a directory, which may be on a disk that several machines see.
 *
 * What is put is written beside its place, under a name with a dot, brought to the disk, and moved in: so it is
 * there whole or not at all. What a crash left there goes with the next put into the same folder.
 */
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { BrokenSnapshotError, ShelfUnavailableError } from "./errors.ts";
import type { SnapshotShelf } from "./snapshot-shelf.ts";

const PARTIAL = /^\..*\.partial$/;

/** The shelf in `directory`, which is made when something is put. */
export function directoryShelf(directory: string): SnapshotShelf {
  const pathOf = (name: string): string => join(directory, name);

  return {
    place: directory,
    async put(name, file, signal) {
      const path = pathOf(name);
      const folder = dirname(path);
      const partial = join(folder, `.${randomUUID()}.partial`);
      try {
        await mkdir(folder, { recursive: true });
        for (const left of await readdir(folder)) if (PARTIAL.test(left)) await rm(join(folder, left), { force: true });
        await pipeline(createReadStream(file), async (source) => copy(source, partial), { signal });
        await rename(partial, path);
        await synced(folder);
      } catch (cause) {
        await rm(partial, { force: true }).catch(() => {});
        throw signal?.aborted ? signal.reason : new ShelfUnavailableError(`writing the snapshot ${path}`, cause);
      }
    },
    async list(folder) {
      try {
        const names = await readdir(pathOf(folder));
        return names
          .filter((name) => !name.startsWith("."))
          .sort()
          .map((name) => `${folder}/${name}`);
      } catch (cause) {
        if (isMissing(cause)) return [];
        throw new ShelfUnavailableError(`looking for snapshots in ${pathOf(folder)}`, cause);
      }
    },
    async *get(name, signal) {
      const path = pathOf(name);
      try {
        yield* createReadStream(path, signal === undefined ? {} : { signal });
      } catch (cause) {
        if (signal?.aborted) throw signal.reason;
        if (isMissing(cause)) throw new BrokenSnapshotError(name, "it is not there any more", cause);
        throw new ShelfUnavailableError(`reading the snapshot ${path}`, cause);
      }
    },
    async delete(name) {
      try {
        await rm(pathOf(name), { force: true });
      } catch (cause) {
        throw new ShelfUnavailableError(`deleting the snapshot ${pathOf(name)}`, cause);
      }
    },
  };
}

async function copy(source: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  const file = await open(path, "wx");
  try {
    for await (const chunk of source) await file.writeFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Brings the names in the folder to the disk. */
async function synced(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).code === "ENOENT";
}
