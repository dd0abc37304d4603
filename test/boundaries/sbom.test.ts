/** The bill of materials, made as docs/security.md says, names all that runs in production, and nothing of the tests. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { productionPackages } from "./production-packages.ts";
import { REPOSITORY } from "./run-tool.ts";

interface Bill {
  readonly bomFormat: string;
  readonly components: readonly { readonly group?: string; readonly name: string; readonly version: string }[];
}

/** The command that the page gives, with what it writes on standard output. */
function billOfMaterials(): Bill {
  const page = readFileSync(join(REPOSITORY, "docs/security.md"), "utf8");
  const [, options = ""] = /^pnpm (sbom .*) --out \S+$/m.exec(page) ?? [];
  const args = options.split(" ").map((word) => word.replaceAll("'", ""));
  const { status, stdout, stderr, error } = spawnSync("pnpm", args, {
    cwd: REPOSITORY,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (error !== undefined) throw new Error("the bill of materials needs pnpm 12 on the path", { cause: error });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

it("names every production dependency with its version, and no test's", () => {
  const { bomFormat, components } = billOfMaterials();
  const named = new Set(components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`)));
  const foreign = [...productionPackages().keys()].filter((name) => !name.startsWith("@stagefold/"));

  expect(bomFormat).toBe("CycloneDX");
  expect(foreign.length).toBeGreaterThan(50);
  expect(foreign.filter((name) => !named.has(name))).toEqual([]);
  expect(components.filter(({ version }) => version === "")).toEqual([]);
  expect(["vitest", "testcontainers", "playwright-core"].filter((name) => named.has(name))).toEqual([]);
});
