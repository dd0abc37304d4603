/** The first net: with pnpm's isolated node_modules, an import that is not declared does not resolve. */
import { findPackageJSON } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REPOSITORY, runModule } from "./run-tool.ts";
import { readPackage, workspacePackages } from "./workspace-packages.ts";

const packages = workspacePackages();
const declaredSomewhere = new Set(packages.flatMap((each) => [...each.dependencies, ...each.devDependencies]));
// What the root declares resolves from everywhere below it; the layer rule `declared` watches over those.
const rootTools = new Set(readPackage(join(REPOSITORY, "package.json")).devDependencies);

describe("pnpm's isolated node_modules", () => {
  it.each(packages)(
    "gives $name what it declares, and nothing else that others declare",
    ({ folder, name, ...declared }) => {
      const own = new Set([...declared.dependencies, ...declared.devDependencies]);
      const known = new Set([name, ...own, ...rootTools]);
      const resolved = [...declaredSomewhere].filter((dependency) => resolves(dependency, folder));

      expect(resolved.filter((dependency) => !known.has(dependency))).toEqual([]);
      expect([...own].filter((dependency) => !resolved.includes(dependency))).toEqual([]);
    },
  );

  it.each(["better-sqlite3", "@stagefold/codec"])("refuses a planted import of %s in domain", (dependency) => {
    const run = runModule(`import ${JSON.stringify(dependency)};`, join(REPOSITORY, "packages/domain"));

    expect(run.stderr).toContain("ERR_MODULE_NOT_FOUND");
    expect(run.status).toBe(1);
  });

  it("lets the same import through where it is declared", () => {
    const run = runModule(`import "better-sqlite3";`, join(REPOSITORY, "packages/sqlite-store"));

    expect(run).toMatchObject({ status: 0, stderr: "" });
  });
});

function resolves(dependency: string, folder: string): boolean {
  try {
    return findPackageJSON(dependency, join(folder, "package.json")) !== undefined;
  } catch {
    return false;
  }
}
