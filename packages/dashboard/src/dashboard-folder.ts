/**
 * The folder with the dashboard's files, for a server to serve as they are.
 *
 * Where the page's sources lie beside (a clone), the folder is built of them when there is none of exactly these
 * sources: about a second, once. Where only `dist` was shipped (an image), it is the one that was built before.
 * A build goes to a folder of its own and gets its name when it is whole: two processes that build at once end with
 * the same folder, and none ever serves half of one.
 */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { DashboardBuildError } from "./dashboard-build-error.ts";
import { sourceFingerprint } from "./source-fingerprint.ts";

const PACKAGE = join(import.meta.dirname, "..");
const PREFIX = "page-";
/** In the name of a folder that is not whole yet. */
const MAKING = ".making-";
const runFile = promisify(execFile);

/** The folder, built if need be. Throws DashboardBuildError. */
export async function dashboardFolder(): Promise<string> {
  const dist = join(PACKAGE, "dist");
  const page = join(PACKAGE, "page");
  if (!existsSync(page)) return shipped(dist);
  const folder = join(dist, PREFIX + fingerprint(page));
  if (!existsSync(folder)) await build(dist, folder);
  return folder;
}

/** What the bundle is made of: the page, the definitions in it, how it is built and from which versions. */
function fingerprint(page: string): string {
  const definitions = join(PACKAGE, "../reports/src/definition");
  const versions = [
    join(PACKAGE, "vite.config.ts"),
    join(PACKAGE, "build"),
    join(PACKAGE, "../../pnpm-workspace.yaml"),
  ];
  return sourceFingerprint([page, definitions, ...versions].filter((path) => existsSync(path)));
}

function shipped(dist: string): string {
  const [folder, another] = existsSync(dist) ? readdirSync(dist).filter(isBuilt) : [];
  if (folder === undefined || another !== undefined) {
    throw new DashboardBuildError(`expected exactly one ${PREFIX}* in ${dist}, which has no sources beside it`);
  }
  return join(dist, folder);
}

async function build(dist: string, folder: string): Promise<void> {
  mkdirSync(dist, { recursive: true });
  const making = mkdtempSync(folder + MAKING);
  try {
    await runFile(process.execPath, [join(PACKAGE, "build/build-dashboard.ts"), making], { cwd: PACKAGE });
    // Of other sources. What another process makes of these is its own.
    for (const name of readdirSync(dist)) {
      const path = join(dist, name);
      if (name.startsWith(PREFIX) && !path.startsWith(folder)) rmSync(path, { recursive: true, force: true });
    }
    renameSync(making, folder);
  } catch (error) {
    // Another process had the same sources and was faster.
    if (existsSync(join(folder, "index.html"))) return;
    const { stderr } = error as { readonly stderr?: string };
    throw new DashboardBuildError(stderr?.trim() || String(error), error);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

function isBuilt(name: string): boolean {
  return name.startsWith(PREFIX) && !name.includes(MAKING);
}
