/** Files planted to be caught, and gone when the test is over. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder in `parent` with these files (by path), removed when the running test ends. */
export function plant(parent: string, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(realpathSync(parent), ".planted-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}
