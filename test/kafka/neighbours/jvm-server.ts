/** A server as a program on this machine's Java. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Server } from "./server.ts";
import { untilAnswers } from "./until-answers.ts";

export interface JavaProgram {
  readonly address: string;
  /** What java is called with. */
  readonly options: readonly string[];
  /** Its own: it runs there, and `remove` removes it. */
  readonly folder: string;
  /** Throws while it does not answer. */
  probe(): Promise<void>;
}

export interface JvmServer extends Server {
  /** Of its process as it runs now. */
  pid(): number;
}

const STOP_LIMIT_MS = 10_000;

/** Starts it and waits until it answers. Throws, with its log's end, where it does not; nothing is left then. */
export async function startJvmServer({ address, options, folder, probe }: JavaProgram): Promise<JvmServer> {
  const logFile = join(folder, "server.log");
  let child = run();
  const killAtExit = (): void => void child.kill("SIGKILL");
  process.on("exit", killAtExit);

  function run(): ChildProcess {
    const log = openSync(logFile, "a");
    const started = spawn("java", options, { cwd: folder, stdio: ["ignore", log, log] });
    closeSync(log);
    started.on("error", ({ message }) => appendFileSync(logFile, `${message}\n`));
    return started;
  }
  const log = async (): Promise<string> => readFileSync(logFile, "utf8");
  const answering = async (): Promise<void> => {
    try {
      await untilAnswers(probe, async () => hasEnded(child));
    } catch (cause) {
      throw new Error(`the server at ${address} did not start:\n${(await log()).slice(-4_000)}`, { cause });
    }
  };
  const remove = async (): Promise<void> => {
    process.off("exit", killAtExit);
    await end(child, "SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    await answering();
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    address,
    log,
    remove,
    pid: () => child.pid as number,
    stop: (signal) => end(child, signal),
    start() {
      if (!hasEnded(child)) throw new Error(`the server at ${address} runs already`);
      child = run();
      return answering();
    },
    async pause() {
      child.kill("SIGSTOP");
    },
    async resume() {
      child.kill("SIGCONT");
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  // Without a number it never began.
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** One that is frozen, or does not end in time, is killed. */
async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, "exit");
  child.kill(signal);
  child.kill("SIGCONT");
  const inTime = new AbortController();
  const late = setTimeout(STOP_LIMIT_MS, "late", { signal: inTime.signal, ref: false }).catch(() => "ended");
  if ((await Promise.race([ended, late])) === "late") child.kill("SIGKILL");
  inTime.abort();
  await ended;
}
