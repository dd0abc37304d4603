/** The second net: `types: []` and `lib: ["esnext"]` know neither Node nor a browser, so their names do not compile. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plant } from "./planted-files.ts";
import { REPOSITORY, runTool } from "./run-tool.ts";

/** By name, a line that uses it. */
const IMPURE = {
  "node:fs": `import "node:fs"; export { readFileSync } from "node:fs";`,
  console: `console.log(1);`,
  fetch: `export const answer = fetch("http://localhost");`,
  process: `export const zone = process.env;`,
  setTimeout: `setTimeout(() => {}, 1);`,
  performance: `export const now = performance.now();`,
  Buffer: `export const bytes = Buffer.from("");`,
};

describe.each(["domain", "processing"])("the compiler settings of %s", (name) => {
  it("refuse every name of Node, in tests as well", () => {
    // A test brings vitest's own types in: those must not bring Node's along.
    const test = `import { it } from "vitest";\nimport { fc } from "@fast-check/vitest";\nit("", () => fc.assert);\n`;
    const impure = Object.fromEntries(Object.values(IMPURE).map((line, index) => [`impure-${index}.ts`, line]));

    const errors = compile(name, { "planted.test.ts": test, ...impure });

    const caught = Object.keys(IMPURE).filter((_, index) => errors.includes(`impure-${index}.ts`));
    expect(caught).toEqual(Object.keys(IMPURE));
    expect(errors).not.toContain("planted.test.ts");
  });

  it("let Temporal through", () => {
    const line = `export const day: Temporal.PlainDate = Temporal.PlainDate.from("2026-01-31");`;

    expect(compile(name, { "pure.ts": line })).toBe("");
  });
});

/** What the compiler says of `files` in package `name`. They lie in its node_modules: it resolves as the package does, and no other tool looks there. */
function compile(name: string, files: Readonly<Record<string, string>>): string {
  const settings = {
    extends: "../../tsconfig.json",
    compilerOptions: { noEmit: true, composite: false, incremental: false, rootDir: "." },
    files: Object.keys(files),
    include: [],
    references: [],
  };
  const folder = plant(join(REPOSITORY, "packages", name, "node_modules"), {
    ...files,
    "tsconfig.json": JSON.stringify(settings),
  });
  return runTool("tsc", ["--project", ".", "--pretty", "false"], folder).stdout;
}
