/**
 * What intake remembers of requests, in a file of its own beside the events': `intake-requests.db`. It is no truth, and
 * may be deleted while nothing runs.
 *
 * | table            | a row is                                                       | kept      |
 * | ---------------- | -------------------------------------------------------------- | --------- |
 * | idempotency_keys | a key that came with a request, and its body, as hashes         | 7 days    |
 * | refused_records  | a record that a source sent and that could not be taken         | 30 days, the newest 1,000 of each source |
 *
 * What is deleted is overwritten.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { IntakeUnavailableError } from "../errors.ts";
import { type IdempotencyKeys, idempotencyKeys, KEYS_SCHEMA, keyHash } from "./idempotency-keys.ts";
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
const FORMAT = 1;

/** Opens it, making it where it is not there. Its functions, and this one, throw IntakeUnavailableError. */
export function openRequestFile({ folder, wallClock }: RequestFileOptions): RequestFile {
  const path = join(folder, "intake-requests.db");
  const usable = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw new IntakeUnavailableError(path, cause);
    }
  };
  const { db, keys, refused } = usable(() => {
    mkdirSync(folder, { recursive: true });
    const opened = new Database(path, { timeout: 5_000 });
    opened.pragma("journal_mode = WAL");
    // A power cut may take the last moments of it: then a key is taken for a new one, which does no harm.
    opened.pragma("synchronous = NORMAL");
    opened.pragma(`application_id = ${APPLICATION_ID}`);
    opened.pragma("secure_delete = ON");
    opened.exec(`${KEYS_SCHEMA}${REFUSED_SCHEMA}`);
    if (opened.pragma("user_version", { simple: true }) === 0) bringUpToDate(opened);
    return { db: opened, keys: idempotencyKeys(opened, wallClock), refused: refusedRecords(opened, wallClock) };
  });
  return {
    keys: { note: (key, bodyHash) => usable(() => keys.note(key, bodyHash)) },
    refused: {
      keep: (source, records, isErased) => usable(() => refused.keep(source, records, isErased)),
      forget: (isErased) => usable(() => refused.forget(isErased)),
      list: (source, limit, before) => usable(() => refused.list(source, limit, before)),
    },
    close: () => void db.close(),
  };
}

/** Files without a format kept keys as they came, and the bytes of what was deleted. */
function bringUpToDate(db: Database.Database): void {
  db.function("key_hash", { deterministic: true }, (key) => keyHash(String(key)));
  db.transaction(() => {
    db.exec("UPDATE idempotency_keys SET key = key_hash(key)");
    db.pragma(`user_version = ${FORMAT}`);
  }).immediate();
  db.exec("VACUUM");
}
