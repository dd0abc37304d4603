/** The `stagefold` executable as a process of its own, and the folder that a test works in. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type OutputRow, parseRow } from "../model/output-row.ts";

const MAIN = join(import.meta.dirname, "../../packages/cli/src/main.ts");
/** Half of what a short command takes is reading its sources: node keeps what it made of them. */
const ENVIRONMENT = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "stagefold-test-compile-cache") };

/** What a run of the executable left. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly stdin?: string | Uint8Array;
  /** Options of node itself. */
  readonly node?: readonly string[];
}

/** Runs it to its end, its standard error a pipe. */
export function stagefold(args: readonly string[], { cwd, stdin = "", node = [] }: RunOptions): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--conditions=source", ...node, MAIN, ...args], { cwd, env: ENVIRONMENT });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject).on("close", (code) => resolve({ code, stdout, stderr }));
    // A process that refuses its options does not read what it is given.
    child.stdin.on("error", () => {}).end(stdin);
  });
}

/** A folder that goes when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The rows of an NDJSON file. */
export function rowsOf(...path: readonly string[]): readonly OutputRow[] {
  return textRows(readFileSync(join(...path), "utf8"));
}

/** The rows of NDJSON text. */
export function textRows(text: string): readonly OutputRow[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map(parseRow);
}
