/**
 * The snapshots of the tasks of one log, on a shelf: `LOG/GROUP.PARTITION/COMMIT.snapshot`, so that names are in
 * the order of commits, and those of another log are elsewhere.
 *
 * Safe with several processes at once: a snapshot of a commit is the same whoever takes it.
 */
import { stat } from "node:fs/promises";
import type { TaskId } from "@stagefold/processing";
import { BrokenSnapshotError } from "./errors.ts";
import type { SnapshotManifest, SnapshotSubject } from "./manifest.ts";
import { pack, unpack } from "./packed-store.ts";
import type { SnapshotShelf } from "./snapshot-shelf.ts";

export interface Snapshots {
  /** Where they are, for people. */
  readonly place: string;
  /**
   * Makes a snapshot of the store's file `file`, by way of `packed`, which must not be there and is left behind,
   * and then removes those that are older than the newest ones kept, and all that hold what is to be forgotten.
   */
  put(subject: SnapshotToPut, file: string, packed: string, signal?: AbortSignal): Promise<PutSnapshot>;
  /** Those of a task made at or before a commit, newest first. */
  upTo(task: TaskId, commitNumber: number, signal?: AbortSignal): Promise<readonly SnapshotAt[]>;
  /**
   * Makes the store's file at `path` of a snapshot, checked against what it says of itself and what its name says.
   * Throws BrokenSnapshotError, SnapshotDiskError, ShelfUnavailableError; then the file may be there in part.
   */
  fetch(task: TaskId, snapshot: SnapshotAt, path: string, signal?: AbortSignal): Promise<SnapshotManifest>;
}

export interface SnapshotToPut extends Omit<SnapshotSubject, "logId"> {
  /** States of earlier commits hold what nobody may have any more: no snapshot of them stays. null: none does. */
  readonly forgottenIn: number | null;
}

export interface SnapshotAt {
  readonly name: string;
  readonly commitNumber: number;
}

export interface PutSnapshot {
  readonly name: string;
  /** Of the store, and of what was put. */
  readonly storeBytes: number;
  readonly bytes: number;
}

export interface SnapshotsOptions {
  readonly shelf: SnapshotShelf;
  readonly logId: string;
  /** How many of each task stay; at least 1. */
  readonly kept: number;
}

const FILE = /\/(\d{16})\.snapshot$/;

/** The snapshots of one log on a shelf. */
export function openSnapshots({ shelf, logId, kept }: SnapshotsOptions): Snapshots {
  const folderOf = ({ group, partition }: TaskId): string =>
    `${encodeURIComponent(logId)}/${encodeURIComponent(group)}.${partition}`;

  async function upTo(task: TaskId, commitNumber: number, signal?: AbortSignal): Promise<SnapshotAt[]> {
    const found: SnapshotAt[] = [];
    for (const name of await shelf.list(folderOf(task), signal)) {
      const digits = FILE.exec(name)?.[1];
      if (digits !== undefined && Number(digits) <= commitNumber) found.push({ name, commitNumber: Number(digits) });
    }
    return found.reverse();
  }

  return {
    place: shelf.place,
    async put({ task, mark, forgottenIn }, file, packed, signal) {
      const name = `${folderOf(task)}/${String(mark.commitNumber).padStart(16, "0")}.snapshot`;
      const manifest = await pack({ logId, task, mark }, file, packed, signal);
      const { size } = await stat(packed);
      await shelf.put(name, packed, signal);
      // Those beyond this commit are not ours to judge: a former owner may come late with its own.
      for (const [index, old] of (await upTo(task, mark.commitNumber, signal)).entries()) {
        if (index >= kept || old.commitNumber < (forgottenIn ?? 0)) await shelf.delete(old.name, signal);
      }
      return { name, storeBytes: manifest.store.bytes, bytes: size };
    },
    upTo,
    async fetch(task, { name, commitNumber }, path, signal) {
      const manifest = await unpack(name, shelf.get(name, signal), path, signal);
      const isOurs = manifest.task.group === task.group && manifest.task.partition === task.partition;
      if (manifest.logId !== logId || !isOurs || manifest.mark.commitNumber !== commitNumber)
        throw new BrokenSnapshotError(name, "it is of another cluster, task or commit than its place says");
      return manifest;
    },
  };
}
