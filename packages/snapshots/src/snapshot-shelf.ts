/**
 * Where snapshots lie: a directory or an object store.
 *
 * A name is `folder/.../file`. One contract suite runs on every implementation. Every call throws
 * ShelfUnavailableError where the shelf does not do what is asked.
 *
 * | call   | a crash during it leaves                          |
 * | ------ | ------------------------------------------------- |
 * | put    | the name as it was, or with all of the new content |
 * | delete | the name as it was, or gone                       |
 */
export interface SnapshotShelf {
  /** Where it is, for people; without secrets. */
  readonly place: string;
  /** Puts the content of `file` under `name`, in the place of what is there. An aborted signal gives it up. */
  put(name: string, file: string, signal?: AbortSignal): Promise<void>;
  /** The names directly in `folder`, in order. A folder that is not there is empty. */
  list(folder: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** The content under `name`, as it comes. Throws BrokenSnapshotError while reading where there is none. */
  get(name: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Removes `name`, whether it is there or not. */
  delete(name: string, signal?: AbortSignal): Promise<void>;
}
