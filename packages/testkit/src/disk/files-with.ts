/** What stands on disk, whatever a database makes of it: a lead that was erased has left nothing there. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The files of a folder in whose bytes one of the texts stands, by names that begin so. */
export function filesWith(folder: string, prefix: string, ...texts: readonly string[]): string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .filter((name) => {
      const bytes = readFileSync(join(folder, name));
      return texts.some((text) => bytes.includes(text));
    })
    .sort();
}
