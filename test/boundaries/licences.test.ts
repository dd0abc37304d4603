/** What runs in production is under licences that go with Apache-2.0. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { productionPackages } from "./production-packages.ts";
import { REPOSITORY } from "./run-tool.ts";
import { workspacePackages } from "./workspace-packages.ts";

const ALLOWED = new Set(["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"]);

describe("licences", () => {
  it("of every production dependency, direct or not, are allowed", () => {
    const licences = new Map([...productionPackages()].map(([name, path]) => [name, licenceOf(path)]));

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

function licenceOf(path: string): string {
  const { license } = JSON.parse(readFileSync(path, "utf8")) as { readonly license?: string };
  return license ?? licenceInFile(join(dirname(path), "LICENSE"));
}

/** Some packages state it in the text alone; of those, one is known by its first line. */
function licenceInFile(path: string): string {
  const isMit = existsSync(path) && readFileSync(path, "utf8").startsWith("MIT License\n");
  return isMit ? "MIT" : "none stated";
}
