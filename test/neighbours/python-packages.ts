/** Python programs from PyPI, each installed once per machine into a folder of its own. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export interface PythonPackages {
  /** Of the folder: names version and all. */
  readonly name: string;
  readonly packages: readonly string[];
  /** What they are for, and what else would do, should Python be missing. */
  readonly needed: string;
}

/**
 * A Python that has them, to be run with `-m`; the first call on a machine installs them. Throws, in a line, where
 * Python is missing.
 */
export async function pythonWith({ name, packages, needed }: PythonPackages): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "stagefold");
  const installed = join(cache, name);
  const python = join(installed, "bin", "python");
  if (existsSync(python)) return python;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "fetching-"));
  const made = join(folder, "made");
  try {
    await run("python3", ["-m", "venv", made], needed);
    const install = ["-m", "pip", "install", "-q", "--disable-pip-version-check", ...packages];
    await run(join(made, "bin", "python"), install, needed);
    // Whole or not at all: another run may be fetching at the same time.
    if (!existsSync(installed)) renameSync(made, installed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return python;
}

async function run(program: string, options: readonly string[], needed: string): Promise<void> {
  try {
    await promisify(execFile)(program, options);
  } catch (cause) {
    throw new Error(`${needed} need Python 3 with venv (Debian: python3-venv) and a way to PyPI`, { cause });
  }
}
