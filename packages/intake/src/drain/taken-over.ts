/**
 * Takes over the task that brings a file's outbox to the log, and learns there what became of the last commit.
 *
 * The commit that may be in the log stands in the file before it is made, with its number and the last row it holds.
 * The mark that the log keeps of the newest commit tells whether it is there:
 *
 * | the log's newest commit  | the file's next one                              |
 * | ------------------------ | ------------------------------------------------ |
 * | the last that landed     | was not made; it is made again, with any rows    |
 * | the one that was begun   | is in the log: its rows leave the outbox         |
 * | any other                | file and log do not belong together              |
 */
import type { CommitMark, Log, TaskSession } from "@stagefold/processing";
import { OtherLogError } from "../errors.ts";
import type { IntakeFile } from "../file/intake-file.ts";

/** The mark of a file's commit. It has no positions: what it has read stands in the file. */
export function markOf(commitNumber: number): CommitMark {
  return { commitNumber, positions: {}, clock: null, configuredAt: 0 };
}

/** Throws OtherLogError, and whatever the log throws; the session is closed then. */
export async function takenOver(log: Log, file: IntakeFile, mayGoOn: () => boolean): Promise<TaskSession> {
  const session = await log.openTask({ group: `stagefold-intake-${file.id}`, partition: 0 });
  try {
    if (mayGoOn()) file.transaction(() => reconcile(session.lastMark?.commitNumber ?? 0, file));
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

function reconcile(inLog: number, file: IntakeFile): void {
  const { commits, landedTo, begunTo } = file.progress;
  if (begunTo !== null && inLog === commits + 1) {
    file.outbox.removeUpTo(begunTo);
    file.setProgress({ commits: inLog, landedTo: begunTo, begunTo: null });
  } else if (inLog !== commits) {
    throw new OtherLogError(file.path, `the log has ${inLog} commits of it, and the file knows of ${commits}`);
  } else if (begunTo !== null) {
    file.setProgress({ commits, landedTo, begunTo: null });
  }
}
