/** What comes from Maven Central is fetched once per machine, into XDG_CACHE_HOME or ~/.cache. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../broker/run-program.ts";

/** The folder `name` of the cache. Where there is none, `fetch` is given a folder to work in and leaves what is to be kept in its `fetched`. */
export async function fetchOnce(name: string, fetch: (folder: string) => Promise<void>): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "stagefold");
  const kept = join(cache, name);
  if (existsSync(kept)) return kept;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "fetching-"));
  try {
    await fetch(folder);
    // Whole or not at all: another run may be fetching at the same time.
    if (!existsSync(kept)) renameSync(join(folder, "fetched"), kept);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return kept;
}

/** A goal of Maven's dependency plugin. Throws, in a line, where Maven is missing. */
export async function runMaven(goal: string, options: readonly string[], folder: string): Promise<void> {
  const plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";
  await runProgram("mvn", ["-B", "-q", `${plugin}:${goal}`, ...options], folder, "install maven (Debian: maven)");
}
