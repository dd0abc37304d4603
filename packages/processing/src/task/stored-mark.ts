/** What a store says of itself: which commit of the task it holds the state of, and of which log. */
import type { CommitMark } from "../ports/log.ts";
import type { Store } from "../ports/store.ts";

const MARK = "mark";
const LOG = "log";

/** Reads a named value of a store, open or not: Store.meta. */
export type StoredValue = (name: string) => string | null;

/** Writes down, with the store's next commit, which commit of the task it holds the state of. */
export function saveMark(store: Store, mark: CommitMark): void {
  store.setMeta(MARK, JSON.stringify(mark));
}

/** Writes down, with the store's next commit, of which log it is. */
export function saveLog(store: Store, logId: string): void {
  if (store.meta(LOG) !== logId) store.setMeta(LOG, logId);
}

/** The mark of the commit whose state a store holds; null: of none. */
export function storedMark(meta: StoredValue): CommitMark | null {
  const text = meta(MARK);
  return text === null ? null : (JSON.parse(text) as CommitMark);
}

/** What identifies the log that a store is of; null: it does not say. */
export function storedLog(meta: StoredValue): string | null {
  return meta(LOG);
}

/** Whether a task whose newest commit is `mark` may have been at `saved` before: only then its state is of use. */
export function isPrefix(saved: CommitMark | null, mark: CommitMark | null): boolean {
  if (saved === null) return true;
  if (mark === null || saved.commitNumber > mark.commitNumber) return false;
  return Object.entries(saved.positions).every(([topic, position]) => position <= (mark.positions[topic] ?? 0));
}
