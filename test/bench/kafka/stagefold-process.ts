/** Stagefold as a user runs it: a process, its log lines, what it costs. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Cost, costOf } from "../child-process.ts";

export interface StagefoldProcess {
  /** When it was started, of performance.now(). */
  readonly startedAt: number;
  /** When its first task was taken over, and so began to read; null: none was yet. */
  readonly readingSince: () => number | null;
  /** How many of its tasks have caught up with their input. */
  readonly caughtUp: () => number;
  readonly cost: () => Omit<Cost, "wallSeconds">;
  /** Throws, with what it said last, where it has ended. */
  readonly assertAlive: () => void;
  /** Tells it to end, and waits until it has. */
  stop(): Promise<void>;
}

export interface StagefoldOptions {
  readonly brokers: string;
  readonly registry: string;
  readonly folder: string;
  readonly configFile: string;
  readonly processors: readonly string[];
  /** Node's own options. */
  readonly node: readonly string[];
}

const LAST_LINES = 20;

export function startStagefold(options: StagefoldOptions): StagefoldProcess {
  const { brokers, registry, folder, configFile, processors, node } = options;
  const script = join(import.meta.dirname, "../../../packages/cli/src/main.ts");
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...node, "--conditions=source", script, "run", ...processors], {
    env: {
      ...process.env,
      KAFKA_BROKERS: brokers,
      SCHEMA_REGISTRY_URL: registry,
      STAGEFOLD_CONFIG: configFile,
      STAGEFOLD_DATA_DIR: folder,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killAtExit = (): void => void child.kill("SIGKILL");
  process.on("exit", killAtExit);
  child.on("exit", () => process.off("exit", killAtExit));
  const said: string[] = [];
  let readingSince: number | null = null;
  let caughtUp = 0;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      if (line.includes('"task taken over"')) readingSince ??= performance.now();
      if (line.includes('"caught up"')) caughtUp++;
      said.push(line);
      if (said.length > LAST_LINES) said.shift();
    });
  }
  let cost = { cpuSeconds: 0, peakMiB: 0 };
  return {
    startedAt,
    readingSince: () => readingSince,
    caughtUp: () => caughtUp,
    cost: () => {
      cost = costOf(child.pid as number) ?? cost;
      return cost;
    },
    assertAlive() {
      if (hasEnded(child)) throw new Error(`stagefold ended:\n${said.join("\n")}`);
    },
    async stop() {
      if (hasEnded(child)) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      if (child.exitCode !== 0) throw new Error(`stagefold ended with ${child.exitCode}:\n${said.join("\n")}`);
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
