/** The files beside the log: stores of tasks, and intake's. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { inspectIntakeFile, intakeFileIn } from "@stagefold/intake";
import { inspectStore, NotAStoreError, StoreFormatError, StoreLockedError } from "@stagefold/sqlite-store";
import { type Finding, ok, warning, wrong } from "./finding.ts";

/** Whether the stores can be opened by this version, as far as nobody has them open. */
export function storeFindings(folder: string): readonly Finding[] {
  const stores = join(folder, "stores");
  const files = existsSync(stores) ? readdirSync(stores).filter((name) => name.endsWith(".db")) : [];
  const findings = files.map((name) => storeFinding(join(stores, name)));
  const bad = findings.filter((finding) => finding !== null);
  return bad.length > 0
    ? bad
    : [ok("stores", files.length === 0 ? "none yet" : `${files.length}, of this version's format`)];
}

function storeFinding(file: string): Finding | null {
  try {
    inspectStore(file, false);
    return null;
  } catch (error) {
    // A process that runs has its stores to itself, and has looked at them.
    if (error instanceof StoreLockedError) return null;
    const remedy =
      error instanceof NotAStoreError || error instanceof StoreFormatError
        ? "delete it, with its -wal, while nothing runs: it is made anew from the log"
        : "check the file's permissions, and the disk";
    return wrong("stores", (error as Error).message, remedy);
  }
}

/** What waits in intake's file for the log; nothing where there is none. */
export function intakeFindings(folder: string): readonly Finding[] {
  const file = intakeFileIn(folder);
  if (!existsSync(file)) return [];
  const { pendingEvents, pendingBytes, isComplete } = inspectIntakeFile(file);
  const check = "intake";
  const findings: Finding[] = [];
  if (!isComplete)
    findings.push(
      warning(
        check,
        "it has not read all of the topics yet",
        "let intake or the import run until it is ready: it reads them once",
      ),
    );
  if (pendingEvents > 0)
    findings.push(
      warning(
        check,
        `${pendingEvents.toLocaleString("en")} accepted events (${pendingBytes.toLocaleString("en")} bytes) wait for the log`,
        "where it is not just now busy: start intake, or the same import again, and see that it reaches the log",
      ),
    );
  return findings.length > 0 ? findings : [ok(check, "nothing waits for the log")];
}
