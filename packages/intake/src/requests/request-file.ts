/**
 * What intake remembers of requests, in a file of its own beside the events': `intake-requests.db`. It is no truth, and
 * may be deleted while nothing runs.
 *
 * | table            | a row is                                                       | kept      |
 * | ---------------- | -------------------------------------------------------------- | --------- |
 * | idempotency_keys | a key that came with a request, and the hash of its body        | 7 days    |
 * | refused_records  | a record that a source sent and that could not be taken         | the newest 1,000 of each source |
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { type IdempotencyKeys, idempotencyKeys, KEYS_SCHEMA } from "./idempotency-keys.ts";
import { REFUSED_SCHEMA, type RefusedRecords, refusedRecords } from "./refused-records.ts";

export interface RequestFile {
  readonly keys: IdempotencyKeys;
  readonly refused: RefusedRecords;
  close(): void;
}

export interface RequestFileOptions {
  /** Made where it is not there. */
  readonly folder: string;
  /** ms since epoch. */
  readonly wallClock: () => number;
}

/** "Stfq", in the header of every such file. */
const APPLICATION_ID = 0x53746671;

/** Opens it, making it where it is not there. Throws what SQLite throws of a file that is none. */
export function openRequestFile({ folder, wallClock }: RequestFileOptions): RequestFile {
  mkdirSync(folder, { recursive: true });
  const db = new Database(join(folder, "intake-requests.db"), { timeout: 5_000 });
  db.pragma("journal_mode = WAL");
  // A power cut may take the last moments of it: then a key is taken for a new one, which does no harm.
  db.pragma("synchronous = NORMAL");
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.exec(`${KEYS_SCHEMA}${REFUSED_SCHEMA}`);
  return {
    keys: idempotencyKeys(db, wallClock),
    refused: refusedRecords(db, wallClock),
    close: () => void db.close(),
  };
}
