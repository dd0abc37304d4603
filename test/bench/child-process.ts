/** A command as a process of its own, with what it cost: the operating system's figures, not ours. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Cost {
  readonly wallSeconds: number;
  /** User and system, all threads. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

const TICKS_PER_SECOND = 100;
const SAMPLE_MS = 50;

/**
 * Runs node with these arguments until it exits, or until `until` says that its output is enough; then it is
 * told to end. Throws when it fails. Linux only: the figures come from /proc.
 */
export async function run(args: readonly string[], until?: (output: string) => boolean): Promise<Cost> {
  const startedAt = process.hrtime.bigint();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let enough: number | undefined;
  let cost = { cpuSeconds: 0, peakMiB: 0 };
  const sample = (): void => {
    cost = costOf(child.pid as number) ?? cost;
  };
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    if (enough === undefined && until?.(output) === true) {
      enough = secondsSince(startedAt);
      sample();
      child.kill("SIGTERM");
    }
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const timer = setInterval(sample, SAMPLE_MS);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}:\n${output}`);
  return { wallSeconds: enough ?? secondsSince(startedAt), ...cost };
}

function secondsSince(start: bigint): number {
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** What a process has cost so far; undefined: it has ended. */
export function costOf(pid: number): Omit<Cost, "wallSeconds"> | undefined {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [user, system] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13);
    return {
      cpuSeconds: (Number(user) + Number(system)) / TICKS_PER_SECOND,
      peakMiB: Number(peak?.[1] ?? 0) / 1024,
    };
  } catch {
    // It has ended between two samples.
    return undefined;
  }
}
