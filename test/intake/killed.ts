/** Processes that offer, killed one after the other. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program that offers from the batch that its last argument says, and prints what is acknowledged. */
export interface OfferingProgram {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * Runs the program and kills it (SIGKILL) once it has acknowledged so many batches, then again from the batch after the
 * last acknowledged one, for each number. Gives all batches that were acknowledged.
 */
export async function killedAfter(counts: readonly number[], { file, args }: OfferingProgram): Promise<Set<number>> {
  const acknowledged = new Set<number>();
  for (const count of counts) {
    let left = count;
    // One that was offered and not acknowledged is offered again.
    const first = Math.max(0, ...acknowledged);
    const child = spawn(process.execPath, ["--conditions=source", file, ...args, String(first)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(child, "exit");
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        if (line !== "ready") {
          acknowledged.add(Number(line));
          left--;
        }
        if (left <= 0) child.kill("SIGKILL");
      }
    } finally {
      child.kill("SIGKILL");
      await exited;
    }
  }
  return acknowledged;
}
