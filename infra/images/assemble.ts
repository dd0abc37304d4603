/**
 * Lays out what an image holds, all in a folder that is made: `pnpm assemble FOLDER`.
 *
 * | in it                      | what                                                                     |
 * | -------------------------- | ------------------------------------------------------------------------ |
 * | bin/                       | `stagefold` and each service, to be run by their names                   |
 * | packages/*, services/*     | their package.json and their compiled files: no tests, no sources; and what else its `files` name |
 * | node_modules, and in them  | what they need in production, as the lockfile has it, for this platform  |
 *
 * It can be moved as a whole to any machine of the same platform that has Node, and needs nothing else.
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
/** What pnpm installs from. */
const WORKSPACE = ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml", "patches"];
/** Beside the compiled files: of tests, and for those who compile against them. */
const NOT_RUN = /\.(test|test-support|prop\.test)\.|\.d\.[cm]?ts$|\.map$|\.tsbuildinfo$/;

const [target] = process.argv.slice(2);
if (target === undefined || existsSync(target)) {
  process.stderr.write("usage: pnpm assemble FOLDER (which must not exist yet)\n");
  process.exitCode = 2;
} else {
  assemble(resolve(target));
}

function assemble(folder: string): void {
  const services = readdirSync(join(ROOT, "services")).map((name) => `services/${name}`);
  const programs = ["packages/cli", ...services];
  run(join(ROOT, "node_modules/.bin/tsc"), ["-b", ...programs], ROOT);
  const bundle = ["--silent", "--filter", "@stagefold/dashboard", "bundle"];
  const page = execFileSync("pnpm", bundle, { cwd: ROOT, encoding: "utf8" }).trim();

  mkdirSync(folder, { recursive: true });
  for (const name of WORKSPACE) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  for (const path of neededBy(programs)) {
    cpSync(join(ROOT, path, "package.json"), join(folder, path, "package.json"));
    for (const name of manifestOf(path).files ?? ["dist"]) {
      cpSync(join(ROOT, path, name), join(folder, path, name), { recursive: true, filter: isRun });
    }
  }
  cpSync(page, join(folder, "packages/dashboard/dist", basename(page)), { recursive: true });

  run("pnpm", ["install", "--prod", "--frozen-lockfile", "--prefer-offline", "--config.node-linker=isolated"], folder);
  removeUnused(join(folder, "node_modules/.pnpm"));

  mkdirSync(join(folder, "bin"));
  for (const program of programs) {
    const name = program === "packages/cli" ? "stagefold" : basename(program);
    chmodSync(join(folder, program, "dist/main.js"), 0o755);
    symlinkSync(`../${program}/dist/main.js`, join(folder, "bin", name));
  }
  cpSync(join(import.meta.dirname, "healthcheck.mjs"), join(folder, "healthcheck.mjs"));
}

/** The programs and all packages of ours that they depend on, in production. */
function neededBy(programs: readonly string[]): ReadonlySet<string> {
  const needed = new Set(programs);
  // A set goes on to what is added while it is gone through.
  for (const path of needed) {
    for (const name of Object.keys(manifestOf(path).dependencies ?? {})) {
      if (name.startsWith("@stagefold/")) needed.add(`packages/${name.slice("@stagefold/".length)}`);
    }
  }
  return needed;
}

interface Manifest {
  /** What is shipped of the package; not given: `dist`. */
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}

function manifestOf(path: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, path, "package.json"), "utf8"));
}

/** Of the compiled files, those that run. Folders of the dashboard's page that other sources made are left out. */
function isRun(path: string): boolean {
  return !NOT_RUN.test(basename(path)) && !(basename(path).startsWith("page-") && statSync(path).isDirectory());
}

/** Declarations, maps, and of SQLite its sources and what is built for other platforms: half of the size. */
function removeUnused(store: string): void {
  for (const path of readdirSync(store, { recursive: true, encoding: "utf8" })) {
    if (/\.d\.[cm]?ts$|\.map$/.test(path)) rmSync(join(store, path), { force: true });
  }
  const platform = `linux${existsSync("/etc/alpine-release") ? "musl" : ""}-${process.arch}.node`;
  for (const name of readdirSync(store).filter((entry) => entry.startsWith("better-sqlite3@"))) {
    const sqlite = join(store, name, "node_modules/better-sqlite3");
    for (const sources of ["deps", "src"]) rmSync(join(sqlite, sources), { recursive: true, force: true });
    if (process.platform !== "linux") continue;
    const built = readdirSync(join(sqlite, "prebuilds"));
    if (!built.includes(platform)) throw new Error(`better-sqlite3 has nothing built for ${platform}`);
    for (const other of built.filter((file) => file !== platform)) rmSync(join(sqlite, "prebuilds", other));
  }
}

function run(program: string, options: readonly string[], cwd: string): void {
  // What they say is not what this one says.
  execFileSync(program, options, { cwd, stdio: ["ignore", "inherit", "inherit"] });
}
