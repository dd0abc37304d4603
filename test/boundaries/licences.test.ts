/** What runs in production is under licences that go with Apache-2.0. */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { REPOSITORY } from "./run-tool.ts";
import { readPackage, workspacePackages } from "./workspace-packages.ts";

const ALLOWED = new Set(["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"]);

describe("licences", () => {
  it("of every production dependency, direct or not, are allowed", () => {
    const licences = productionLicences();

    expect(licences.has("better-sqlite3")).toBe(true);
    expect(licences.has("@duckdb/node-bindings")).toBe(true);
    expect([...licences].filter(([, licence]) => !ALLOWED.has(licence))).toEqual([]);
  });

  it("of our own packages are the repository's", () => {
    const own = [
      join(REPOSITORY, "package.json"),
      ...workspacePackages().map(({ folder }) => join(folder, "package.json")),
    ];

    expect(new Set(own.map(licenceOf))).toEqual(new Set(["Apache-2.0"]));
    expect(readFileSync(join(REPOSITORY, "LICENSE"), "utf8")).toContain("Apache License");
  });
});

/** By name, the licence of whatever is installed for production. testkit is for tests. */
function productionLicences(): ReadonlyMap<string, string> {
  const licences = new Map<string, string>();
  const seen = new Set<string>();
  const shipped = workspacePackages().filter(({ name }) => name !== "@stagefold/testkit");
  const pending = shipped.map(({ folder }) => join(folder, "package.json"));
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const { name, dependencies, optionalDependencies } = readPackage(path);
    licences.set(name, licenceOf(path));
    for (const dependency of [...dependencies, ...optionalDependencies]) {
      const found = installed(dependency, path);
      // Of the optional ones, builds for other platforms are not there.
      if (found === undefined && optionalDependencies.includes(dependency)) continue;
      if (found === undefined) throw new Error(`${name} depends on ${dependency}: not installed`);
      // A package finds its own dependencies from where it really lies.
      pending.push(realpathSync(found));
    }
  }
  return licences;
}

function installed(dependency: string, from: string): string | undefined {
  try {
    return findPackageJSON(dependency, from);
  } catch {
    return undefined;
  }
}

function licenceOf(path: string): string {
  const { license } = JSON.parse(readFileSync(path, "utf8")) as { readonly license?: string };
  return license ?? licenceInFile(join(dirname(path), "LICENSE"));
}

/** Some packages state it in the text alone; of those, one is known by its first line. */
function licenceInFile(path: string): string {
  const isMit = existsSync(path) && readFileSync(path, "utf8").startsWith("MIT License\n");
  return isMit ? "MIT" : "none stated";
}
