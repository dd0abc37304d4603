/** One owner per file of intake; a dry run can read the file while it is owned. */
import { type Lock, lockBeside, sqliteFault } from "@stagefold/sqlite-file";
import { IntakeLockedError, IntakeUnavailableError } from "../errors.ts";

/** Throws IntakeLockedError when the lock is held, by this process or another; IntakeUnavailableError. */
export function lockFile(path: string): Lock {
  try {
    return lockBeside(path);
  } catch (cause) {
    throw sqliteFault(cause) === "taken" ? new IntakeLockedError(path, cause) : new IntakeUnavailableError(path, cause);
  }
}
