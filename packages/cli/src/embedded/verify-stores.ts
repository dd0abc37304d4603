/** Whether the stores of a data folder stand where the log says that their tasks stand, and hold what they should. */
import { existsSync } from "node:fs";
import type { StagefoldConfig } from "@stagefold/domain";
import type { CommitMark, Store, TaskId } from "@stagefold/processing";
import { FUNNEL_METRICS_GROUP, isRemainsName, LEAD_TRACKER, storedRows } from "@stagefold/processors";
import { storeFileOf } from "@stagefold/service";
import { openSqliteStore } from "@stagefold/sqlite-store";
import type { Findings } from "./verify-findings.ts";

/** The two folders that are compared, both computed under `config`. */
export interface Folders {
  readonly kept: string;
  readonly recomputed: string;
  readonly config: StagefoldConfig;
}

/**
 * Compares the store of `task` in the folder kept with its mark in the log, and what it holds with the same
 * store of the folder recomputed.
 */
export function verifyStore(
  { kept, recomputed, config }: Folders,
  task: TaskId,
  mark: CommitMark | null,
  findings: Findings,
): void {
  const name = `store ${task.group}-${task.partition}`;
  const file = storeFileOf(kept, task);
  if (!existsSync(file)) {
    findings.differs(`${name} is missing: the next command that writes to the folder makes it anew from the log`);
    return;
  }
  let store: Store;
  try {
    store = openSqliteStore(file);
  } catch (error) {
    findings.differs(`${name} cannot be opened: ${(error as Error).message}`);
    return;
  }
  try {
    verifyMark(name, store, mark, findings);
    const right = openSqliteStore(storeFileOf(recomputed, task));
    try {
      if (task.group === LEAD_TRACKER) verifyLeads(name, store, right, findings);
      if (task.group === FUNNEL_METRICS_GROUP) verifyRows(name, store, right, config, findings);
    } finally {
      right.close();
    }
  } catch (error) {
    findings.differs(`${name} cannot be read: ${(error as Error).message}`);
  } finally {
    store.close();
  }
}

function verifyMark(name: string, store: Store, mark: CommitMark | null, findings: Findings): void {
  const saved = JSON.parse(store.meta("mark") ?? "null") as CommitMark | null;
  const [stands, should] = [placeOf(saved), placeOf(mark)];
  if (stands !== should) findings.differs(`${name} stands at ${stands}, the log at ${should}`);
}

function placeOf(mark: CommitMark | null): string {
  if (mark === null) return "nothing";
  const positions = Object.entries(mark.positions).sort(([a], [b]) => (a < b ? -1 : 1));
  return `commit ${mark.commitNumber}, clock ${mark.clock}, ${positions.map(([topic, at]) => `${topic} ${at}`).join(", ")}`;
}

function verifyLeads(name: string, store: Store, right: Store, findings: Findings): void {
  const [was, is] = [store.table("lead"), right.table("lead")];
  const [wasNumbers, isNumbers] = [store.dictionary("lead"), right.dictionary("lead")];
  let compared = 0;
  for (const [lead, number] of isNumbers.entries("")) {
    compared++;
    if (isRemainsName(lead)) continue;
    const held = wasNumbers.get(lead);
    const row = held === undefined ? undefined : was.get(held);
    if (!sameBytes(row, is.get(number))) findings.differs(`${name}: lead ${lead} is not what its events make it`);
  }
  for (const [lead] of wasNumbers.entries(""))
    if (isNumbers.get(lead) === undefined && !isRemainsName(lead))
      findings.differs(`${name}: lead ${lead} has no events`);
  if (remainsIn(store).join() !== remainsIn(right).join())
    findings.differs(`${name}: what remains of leads that were erased is not what their events make it`);
  findings.compared(`leads in ${name}`, compared);
}

/** What is held of erased leads, in an order of its own: their names say nothing, and a log read again gives others. */
function remainsIn(store: Store): readonly string[] {
  const rows = store.table("lead");
  return [...store.dictionary("lead").entries("")]
    .filter(([name]) => isRemainsName(name))
    .map(([, number]) => Buffer.from(rows.get(number) ?? []).toString("base64"))
    .sort();
}

function verifyRows(name: string, store: Store, right: Store, config: StagefoldConfig, findings: Findings): void {
  const [was, is] = [storedRows(store, config), storedRows(right, config)];
  let compared = 0;
  for (const segment of new Set([...was.segments(), ...is.segments()])) {
    const [held, should] = [was.rowsOf(segment), is.rowsOf(segment)];
    for (const period of new Set([...held.keys(), ...should.keys()])) {
      compared++;
      if (held.get(period) !== should.get(period))
        findings.differs(`${name}: ${period} of segment ${segment} is not what its events make it`);
    }
  }
  findings.compared(`periods of segments in ${name}`, compared);
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return Buffer.compare(a, b) === 0;
}
