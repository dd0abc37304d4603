/** Runs one of the repository's tools, as a package script would. */
import { spawnSync } from "node:child_process";
import { delimiter, dirname, join } from "node:path";

/** The top folder of the repository. */
export const REPOSITORY = dirname(dirname(import.meta.dirname));

export interface ToolRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `tool` of the root's node_modules in `cwd`, on the Node that runs the test. Throws when it cannot be started. */
export function runTool(tool: string, args: readonly string[], cwd: string): ToolRun {
  return run(join(REPOSITORY, "node_modules/.bin", tool), args, cwd);
}

/** Runs `code` as an ES module that lies in `cwd`. */
export function runModule(code: string, cwd: string): ToolRun {
  return run(process.execPath, ["--conditions=source", "--input-type=module", "--eval", code], cwd);
}

function run(file: string, args: readonly string[], cwd: string): ToolRun {
  // The tools are shell scripts that take `node` from the path.
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const result = spawnSync(file, args, { cwd, encoding: "utf8", timeout: 50_000, env: { ...process.env, PATH: path } });
  if (result.error !== undefined) throw result.error;
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}
