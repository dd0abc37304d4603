/**
 * Takes over the task that brings a file's outbox to the log, and learns there what became of the last commits.
 *
 * A commit that may be in the log stands in the file before it is made: its number, and the last row it holds. The rows
 * stay until the commit after it is acknowledged: brokers that are killed may forget one that they acknowledged just
 * before, and never one that another has followed. The mark that the log keeps of the newest commit tells how many of
 * those that were begun are there:
 *
 * | the log's newest commit      | then                                                        |
 * | ---------------------------- | ----------------------------------------------------------- |
 * | one that was begun           | its rows, and those before, leave the outbox                |
 * | the last before them         | none was made, or none was kept; their rows are sent again  |
 * | any other                    | file and log do not belong together                         |
 */
import type { CommitMark, Log, TaskSession } from "@stagefold/processing";
import { OtherLogError } from "../errors.ts";
import type { BegunCommit, IntakeFile } from "../file/intake-file.ts";

/** The mark of a file's commit. It has no positions: what it has read stands in the file. */
export function markOf(commitNumber: number, { token }: BegunCommit): CommitMark {
  // No configuration changes what is in the outbox: the field is free for what tells the files apart.
  return { commitNumber, positions: {}, clock: null, configuredAt: token };
}

/** Throws OtherLogError, and whatever the log throws; the session is closed then. */
export async function takenOver(log: Log, file: IntakeFile, mayGoOn: () => boolean): Promise<TaskSession> {
  const session = await log.openTask({ group: `stagefold-intake-${file.id}`, partition: 0 });
  try {
    if (mayGoOn()) file.transaction(() => reconcile(session.lastMark, file));
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

function reconcile(mark: CommitMark | null, file: IntakeFile): void {
  const { commits, keptTo, begun } = file.progress;
  const inLog = mark?.commitNumber ?? 0;
  const made = inLog - commits;
  if (made < 0 || made > begun.length) {
    const most = begun.length === 0 ? "" : ` to ${commits + begun.length}`;
    throw new OtherLogError(file.path, `the log has ${inLog} commits of it, and the file knows of ${commits}${most}`);
  }
  const newest = begun[made - 1];
  if (newest !== undefined && newest.token !== mark?.configuredAt) {
    throw new OtherLogError(file.path, `commit ${inLog} in the log was made by a copy of the file`);
  }
  const to = newest?.upTo ?? keptTo;
  file.outbox.remove(to);
  file.outbox.sendAgainFrom(to);
  file.setProgress({ commits: inLog, keptTo: to, begun: [] });
}
