/** Whether a data folder can be written to, and has room. */
import { randomUUID } from "node:crypto";
import { existsSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Finding, ok, warning, wrong } from "./finding.ts";

const CHECK = "data folder";
const DISK = "disk";
/** Less than this, and the next large commit or snapshot may not fit. */
const LOW_BYTES = 1 << 30;
const OUT_BYTES = 64 << 20;

/** Of the folder, or of the one above it that is there: it is made by whoever starts. */
export function folderFindings(folder: string): readonly Finding[] {
  const there = nearest(resolve(folder));
  const findings = [writable(folder, there)];
  const { bavail, bsize } = statfsSync(there);
  return [...findings, roomFinding(there, bavail * bsize)];
}

/** What so many free bytes mean. Pure. */
export function roomFinding(folder: string, freeBytes: number): Finding {
  const says = `${Math.floor(freeBytes / (1 << 20)).toLocaleString("en")} MiB free in ${folder}`;
  const remedy = "make room: the log, the stores and a second one of each for a snapshot must fit";
  if (freeBytes < OUT_BYTES) return wrong(DISK, says, remedy);
  return freeBytes < LOW_BYTES ? warning(DISK, says, remedy) : ok(DISK, says);
}

function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

function writable(folder: string, there: string): Finding {
  const file = join(there, `.stagefold-doctor-${randomUUID()}`);
  try {
    writeFileSync(file, "");
    rmSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return wrong(
      CHECK,
      `${there} cannot be written to (${code})`,
      "give a folder that this user may write to, STAGEFOLD_DATA_DIR",
    );
  }
  return ok(
    CHECK,
    there === resolve(folder) ? `${folder} can be written to` : `${folder} is not there yet, and can be made`,
  );
}
