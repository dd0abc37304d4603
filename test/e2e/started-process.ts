import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process of the product. */
export interface StartedProcess {
  /** Everything it has written so far, to standard output and error alike. */
  output(): string;
  /** Its log, a parsed line each. */
  log(): Record<string, unknown>[];
  /** Waits until it has logged `msg`, of this task where one is named. Throws when it ends before. */
  logged(msg: string, task?: string): Promise<void>;
  /** Waits until its output matches. Throws when it ends before. */
  said(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Throws, with what it has said, where it has ended. */
  assertRuns(): void;
  /** Its exit code once it has ended and said all; null where a signal ended it. */
  ended(): Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** Starts `entry` (a path in the repository) with these arguments, and nothing in its environment but `variables`. */
export function startProcess(
  entry: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): StartedProcess {
  const main = fileURLToPath(new URL(`../../${entry}`, import.meta.url));
  return startProgram(process.execPath, ["--conditions=source", main, ...args], variables);
}

/** Starts a program, likewise. */
export function startProgram(
  program: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): StartedProcess {
  const child = spawn(program, args, { env: variables, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let output = "";
  const waiting = new Set<() => void>();
  const onOutput = (chunk: string): void => {
    output += chunk;
    for (const look of waiting) look();
  };
  child.stdout.setEncoding("utf8").on("data", onOutput);
  child.stderr.setEncoding("utf8").on("data", onOutput);
  const end = once(child, "close").then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  // The last line may not be whole yet.
  const log = (): Record<string, unknown>[] =>
    output
      .split("\n")
      .slice(0, -1)
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
  async function until(holds: () => boolean, what: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<"said">();
    const look = (): void => {
      if (holds()) resolve("said");
    };
    waiting.add(look);
    look();
    const first = await Promise.race([promise, end]);
    waiting.delete(look);
    if (first !== "said") throw new Error(`the process ended with ${first} before ${what}:\n${output}`);
  }
  return {
    output: () => output,
    log,
    logged: (msg, task) =>
      until(
        () => log().some((line) => line.msg === msg && (task === undefined || line.task === task)),
        `it said "${msg}"`,
      ),
    said: (pattern) => until(() => pattern.test(output), `it said what matches ${pattern}`),
    kill(signal) {
      child.kill(signal);
    },
    assertRuns() {
      const { exitCode, signalCode } = child;
      if (exitCode !== null || signalCode !== null)
        throw new Error(`the process ended with ${exitCode ?? signalCode}:\n${output}`);
    },
    ended: () => end,
  };
}

/** Ends what a test has left running. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}
