import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./replay-example.ts";

const NOT_OURS = new Set(["node_modules", "dist", ".git", ".cache", "coverage", "artefacts"]);

/** The files of the repository with this ending, as paths from its root, in order. */
export function filesOf(ending: string): readonly string[] {
  const files: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name)) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.name.endsWith(ending)) files.push(path);
    }
  };
  walk("");
  return files.sort();
}
