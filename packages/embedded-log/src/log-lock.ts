/** One writer per log; readers (an exporter, a worker thread) can open the log itself while it is written. */
import { type Lock, lockBeside, sqliteFault } from "@stagefold/sqlite-file";
import { LogLockedError, LogUnavailableError } from "./errors.ts";

/** Throws LogLockedError when the lock is held, by this process or another; LogUnavailableError. */
export function lockLog(path: string): Lock {
  if (path === ":memory:") return { release() {} };
  try {
    return lockBeside(path);
  } catch (cause) {
    throw sqliteFault(cause) === "taken" ? new LogLockedError(path, cause) : new LogUnavailableError(path, cause);
  }
}
