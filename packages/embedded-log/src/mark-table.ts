import type { CommitMark, TaskId } from "@stagefold/processing";
import type Database from "better-sqlite3";

interface Row {
  readonly commitNumber: number;
  readonly positions: string;
  readonly clock: number | null;
  readonly configuredAt: number;
}

/** Reads the mark of a task's newest commit, null before the first. */
export function createMarkReader(db: Database.Database): (task: TaskId) => CommitMark | null {
  const select = db.prepare<[string, number], Row>(
    "SELECT commit_number AS commitNumber, positions, clock, configured_at AS configuredAt FROM marks WHERE task_group = ? AND partition = ?",
  );
  return (task) => {
    const row = select.get(task.group, task.partition);
    return row === undefined ? null : { ...row, positions: JSON.parse(row.positions) as Record<string, number> };
  };
}

/** Replaces the mark of a task. */
export function createMarkWriter(db: Database.Database): (task: TaskId, mark: CommitMark) => void {
  const replace = db.prepare<[string, number, number, string, number | null, number]>(
    "REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?)",
  );
  return (task, { commitNumber, positions, clock, configuredAt }) => {
    replace.run(task.group, task.partition, commitNumber, JSON.stringify(positions), clock, configuredAt);
  };
}
