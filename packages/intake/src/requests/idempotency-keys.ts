/**
 * Keys that came with requests: whoever sends one again must send the same body, or has mixed something up. Of both a
 * hash is kept: a key may be made of whom it is about.
 */
import { hash } from "node:crypto";
import type { Database } from "better-sqlite3";

export const KEYS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS idempotency_keys (
    key TEXT PRIMARY KEY, body TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS idempotency_keys_by_age ON idempotency_keys (at);
`;

export interface IdempotencyKeys {
  /** Notes the key with the hash of its body, for 7 days; says whether it was there, with this body or another. */
  note(key: string, bodyHash: string): "new" | "same" | "other";
}

const KEPT_MS = 7 * 86_400_000;

/** As it is kept. Pure. */
export function keyHash(key: string): string {
  return hash("sha256", key, "base64url");
}

/** The keys in `db`. */
export function idempotencyKeys(db: Database, wallClock: () => number): IdempotencyKeys {
  const find = db.prepare<[string], string>("SELECT body FROM idempotency_keys WHERE key = ?").pluck();
  const insert = db.prepare<[string, string, number]>("INSERT INTO idempotency_keys VALUES (?, ?, ?)");
  const forget = db.prepare<[number]>("DELETE FROM idempotency_keys WHERE at < ?");
  const note = db.transaction((key: string, bodyHash: string) => {
    const now = wallClock();
    forget.run(now - KEPT_MS);
    const known = find.get(key);
    if (known === undefined) insert.run(key, bodyHash, now);
    return known === undefined ? "new" : known === bodyHash ? "same" : "other";
  });
  return { note: (key, bodyHash) => note.immediate(keyHash(key), bodyHash) };
}
