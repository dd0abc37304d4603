/** The demonstration, made and served by the executable as anybody would. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const MAIN = join(import.meta.dirname, "../../../packages/cli/src/main.ts");
const STAGEFOLD = ["--conditions=source", MAIN];

export interface ServedDemo {
  readonly url: string;
  readonly folder: string;
  stop(): Promise<void>;
}

/** Makes the demonstration in a folder of its own and serves it, whole, on a port that is free. */
export async function serveDemo(): Promise<ServedDemo> {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-browser-"));
  let server: ChildProcess | null = null;
  const stop = async (): Promise<void> => {
    if (server !== null && server.exitCode === null) {
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await promisify(execFile)(process.execPath, [...STAGEFOLD, "demo", "--exit", "--out", folder]);
    const files = ["--config", join(folder, "config.yaml"), "--data", join(folder, "data")];
    const child = spawn(process.execPath, [...STAGEFOLD, "serve", ...files, "--port", "0"], {
      stdio: ["ignore", "ignore", "pipe"],
      // One browser asks for several people.
      env: { ...process.env, STAGEFOLD_API_RATE_LIMIT: "100000" },
    });
    server = child;
    return { url: await caughtUp(child), folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where it listens, once it has read everything. */
async function caughtUp(server: ChildProcess): Promise<string> {
  const said: string[] = [];
  let url: string | null = null;
  for await (const line of createInterface({ input: server.stderr! })) {
    said.push(line);
    url = /"url":"(http:[^"]+)"/.exec(line)?.[1] ?? url;
    if (url === null || !line.includes("caught up")) continue;
    server.stderr!.resume();
    return url;
  }
  throw new Error(`the server did not start:\n${said.join("\n")}`);
}
