/**
 * Does what a page of the documentation tells its reader to do: its `sh` blocks one after the other, in one shell, and
 * compares what is seen with the `text` block behind each.
 *
 * The folder of the clone is stood in for by a temporary one, in which docs/ is ours; `pnpm` is our executable, since
 * nothing is to be installed; ports of the page are others, that are free.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { ROOT } from "../docs/replay-example.ts";

/** A block of commands, and what the page says of it. */
export interface Step {
  readonly commands: string;
  readonly line: number;
  /** Each is a line of the `text` block behind it, up to its first `…`: they are seen in this order. */
  readonly seen: readonly string[];
  readonly output: string;
  readonly code: number;
}

/** Half of what a short command takes is reading its sources: node keeps what it made of them. */
const COMPILED = join(tmpdir(), "stagefold-test-compile-cache");
const BLOCK = /^```(sh|text)\n([\s\S]*?)^```$/gm;
const END = /^<<<end of \d+: (\d+)>>>$\n?/m;
const PORT = /(?<=127\.0\.0\.1:|-port |--port )80\d\d/g;

/** How long a page may take, in ms: far beyond what it does. */
export const MOST_MS = 120_000;

/** Does what a page says. Throws where the shell, or curl, is missing. */
export async function doPage(page: string): Promise<readonly Step[]> {
  const steps = stepsOf(readFileSync(join(ROOT, page), "utf8"));
  const output = await inOneShell(steps.map(({ commands }) => commands));
  const parts = output.split(END);
  return steps.map((step, index) => ({
    ...step,
    output: parts[2 * index] ?? "",
    // A shell that ended early said no code.
    code: Number(parts[2 * index + 1] ?? Number.NaN),
  }));
}

/** What of `seen` does not come in `output`, in this order. Pure. */
export function unseen({ seen, output }: Step): readonly string[] {
  let from = 0;
  return seen.filter((text) => {
    const at = output.indexOf(text, from);
    if (at !== -1) from = at + text.length;
    return at === -1;
  });
}

/** The blocks of a page. Pure. */
export function stepsOf(page: string): readonly Pick<Step, "commands" | "line" | "seen">[] {
  const steps: { commands: string; line: number; seen: readonly string[] }[] = [];
  for (const { index, 1: language, 2: text = "" } of page.matchAll(BLOCK)) {
    const step = steps.at(-1);
    if (language === "sh") steps.push({ commands: text, line: page.slice(0, index).split("\n").length, seen: [] });
    else if (step !== undefined) step.seen = text.trimEnd().split("\n").map(upToEllipsis);
  }
  return steps;
}

function upToEllipsis(line: string): string {
  return (line.split("…")[0] ?? "").trim();
}

async function inOneShell(blocks: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-page-"));
  symlinkSync(join(ROOT, "docs"), join(folder, "docs"));
  const ports = await freePorts(new Set(blocks.join("\n").match(PORT)));
  const withPorts = (text: string): string => text.replaceAll(PORT, (port) => String(ports.get(port)));
  const script = [
    "command -v curl >/dev/null || { echo 'curl is not there: apt-get install curl'; exit 1; }",
    ...blocks.map((block, index) => `${withPorts(block)}printf '\\n<<<end of ${index}: %s>>>\\n' $?`),
    "kill -KILL 0",
  ];
  const main = join(ROOT, "packages/cli/src/main.ts");
  const pnpm = `#!/bin/sh\n[ "$1" = stagefold ] && shift\nexec "${process.execPath}" --conditions=source "${main}" "$@"\n`;
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/pnpm"), pnpm, { mode: 0o755 });
  const shell = spawn("bash", ["-c", `exec 2>&1\n${script.join("\n")}`], {
    cwd: folder,
    env: { ...process.env, PATH: `${join(folder, "bin")}:${process.env.PATH}`, NODE_COMPILE_CACHE: COMPILED },
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  // What the page leaves running is of the shell's group. Who waits for what does not come is told what came.
  const limit = setTimeout(() => endGroup(shell.pid), MOST_MS);
  onTestFinished(() => {
    clearTimeout(limit);
    endGroup(shell.pid);
    rmSync(folder, { recursive: true, force: true });
  });
  let output = "";
  for await (const text of shell.stdout.setEncoding("utf8")) output += text as string;
  return output;
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function freePorts(named: ReadonlySet<string>): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const servers = [...named].map((port) => ({ port, server: createServer().listen(0, "127.0.0.1") }));
  for (const { port, server } of servers) {
    if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
    found.set(port, (server.address() as { readonly port: number }).port);
  }
  await Promise.all(servers.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  return found;
}
