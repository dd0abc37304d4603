/** What a SQLite file is, by its header: each kind of ours has an application id, and its format as the user version. */
import type { Database } from "better-sqlite3";

export type FileKind =
  /** Of ours, in this format. */
  | { readonly kind: "ours"; readonly format: number }
  /** Nobody has made anything of it: it may become one of ours. */
  | { readonly kind: "empty" }
  | { readonly kind: "foreign" };

/** Looks, and changes nothing. Throws what SQLite throws where it is no database. */
export function fileKind(db: Database, applicationId: number): FileKind {
  const id = db.pragma("application_id", { simple: true });
  if (id === applicationId) return { kind: "ours", format: Number(db.pragma("user_version", { simple: true })) };
  const isEmpty = id === 0 && db.prepare("SELECT count(*) FROM sqlite_schema").pluck().get() === 0;
  return { kind: isEmpty ? "empty" : "foreign" };
}
