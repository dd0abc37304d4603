/** What the model says of itself, by name. */
import type { Database } from "better-sqlite3";

export interface Meta {
  text(name: MetaName): string | null;
  /** An instant or a count. */
  number(name: MetaName): number | null;
  set(name: MetaName, value: string | number): void;
  remove(name: MetaName): void;
}

export type MetaName =
  /** Of this model and no other, also not of the same file made anew. */
  | "id"
  /** The configuration that it was made under, as canonical text. */
  | "configuration"
  /** Number of the newest change. */
  | "seq"
  /** Changes up to this number are not all in `changes`. */
  | "changes_from"
  /** The clock of the topics: the newest that they tell of. */
  | "clock"
  /** 1: all that the topics held was read. */
  | "caught_up"
  /** When the follower last looked at the topics, by the wall clock. */
  | "looked_at"
  /** What is missing for good. */
  | "incomplete"
  /** Where there may be traces of rows of erased leads: in the file, which is to be written anew, or in the `wal` alone. */
  | "traces"
  /** When the file was last to be written anew, by the wall clock. */
  | "cleaned_at";

/** The table `meta` over a connection. */
export function metaOf(db: Database): Meta {
  const get = db.prepare("SELECT value FROM meta WHERE name = ?").pluck();
  const put = db.readonly
    ? null
    : db.prepare("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value");
  const drop = db.readonly ? null : db.prepare("DELETE FROM meta WHERE name = ?");
  const text = (name: MetaName): string | null => (get.get(name) as string | undefined) ?? null;
  return {
    text,
    number(name) {
      const value = text(name);
      return value === null ? null : Number(value);
    },
    set(name, value) {
      put?.run(name, String(value));
    },
    remove(name) {
      drop?.run(name);
    },
  };
}
