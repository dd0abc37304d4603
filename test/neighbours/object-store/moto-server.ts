/**
 * An S3-compatible server for tests: moto's, from PyPI, installed once per machine into a folder of its own. It
 * keeps what it is given in memory.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const MOTO = ["moto[s3]==5.2.5", "flask==3.1.3", "flask-cors==6.0.2"];
const FOLDER = "moto-5.2.5";

export interface ObjectStore {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Starts the server and waits until it listens. Throws, in a line, where Python is missing. */
export async function startMotoServer(): Promise<ObjectStore> {
  const python = await motoPython();
  // It takes a free port and says which.
  const server = ["-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"];
  const child = spawn(python, server, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    const endpoint = /Running on (http:\S+)/.exec(line)?.[1];
    if (endpoint === undefined) continue;
    child.stderr.resume();
    return { endpoint, stop };
  }
  throw new Error(`moto's server did not start:\n${said.join("\n")}`);
}

/** The Python that has moto; the first call on a machine installs it (140 MB, half a minute). */
async function motoPython(): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "stagefold");
  const installed = join(cache, FOLDER);
  const python = join(installed, "bin", "python");
  if (existsSync(python)) return python;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "fetching-"));
  const made = join(folder, "moto");
  try {
    await run("python3", ["-m", "venv", made]);
    await run(join(made, "bin", "python"), ["-m", "pip", "install", "-q", "--disable-pip-version-check", ...MOTO]);
    // Whole or not at all: another run may be fetching at the same time.
    if (!existsSync(installed)) renameSync(made, installed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return python;
}

async function run(program: string, options: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(program, options);
  } catch (cause) {
    const what = "the tests on an object store need Python 3 with venv (Debian: python3-venv) and a way to PyPI";
    throw new Error(`${what}, or STAGEFOLD_TEST_S3, the endpoint of an S3-compatible store`, { cause });
  }
}
