/** The third net: Biome's overrides for the pure layers, which see what compiles and is impure all the same. */
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plant } from "./planted-files.ts";
import { REPOSITORY, runTool } from "./run-tool.ts";

/** By file, the rule that must catch it, and its text. */
const PLANTED: Readonly<Record<string, readonly [rule: string, text: string]>> = {
  "node-module.ts": ["lint/correctness/noNodejsModules", `export { readFileSync } from "node:fs";`],
  "bare-builtin.ts": ["lint/correctness/noNodejsModules", `export { join } from "path";`],
  "date.ts": ["lint/style/noRestrictedGlobals", `export const now = Date.now();`],
  "new-date.ts": ["lint/style/noRestrictedGlobals", `export const now = new Date();`],
  "around.ts": ["lint/style/noRestrictedGlobals", `export const now = globalThis.Date;`],
  "console.ts": ["lint/suspicious/noConsole", `console.log(1);`],
  "process.ts": ["lint/correctness/noProcessGlobal", `export const home = process.env;`],
  "temporal-now.ts": ["plugin", `export const now = Temporal.Now.instant();`],
  "taken-apart.ts": ["plugin", `const { Now } = Temporal;\nexport const now = Now.instant();`],
  "chance.ts": ["plugin", `export const chance = Math.random();`],
  "cycle-a.ts": ["lint/suspicious/noImportCycles", `import { b } from "./cycle-b.ts";\nexport const a = () => b;`],
  "cycle-b.ts": ["lint/suspicious/noImportCycles", `import { a } from "./cycle-a.ts";\nexport const b = () => a;`],
  "default.ts": ["lint/style/noDefaultExport", `export default 1;`],
  "any.ts": ["lint/suspicious/noExplicitAny", `export const anything = (value: any) => value;`],
  "floating.ts": [
    "lint/nursery/noFloatingPromises",
    `async function commit(): Promise<void> {}\nexport function go(): void {\n  commit();\n}`,
  ],
};

describe.each(["domain", "processing"])("Biome's rules for %s", (name) => {
  it("catch every planted violation, and nothing in what is pure", () => {
    const sources = `packages/${name}/src`;
    const pure = `export const day = Temporal.PlainDate.from("2026-01-31").add({ days: Math.trunc(1.5) });\n`;
    const planted = Object.entries(PLANTED).map(([file, [, text]]) => [`${sources}/${file}`, `${text}\n`] as const);

    const found = lint({ ...Object.fromEntries(planted), [`${sources}/pure.ts`]: pure });

    const missed = Object.entries(PLANTED).filter(([file, [rule]]) => !found.has(`${rule} ${sources}/${file}`));
    expect(missed).toEqual([]);
    expect([...found].filter((line) => line.endsWith("/pure.ts"))).toEqual([]);
  });
});

/** `rule path` of each finding in `files`, under the repository's configuration. */
function lint(files: Readonly<Record<string, string>>): ReadonlySet<string> {
  const own = (path: string) => [path, readFileSync(join(REPOSITORY, path), "utf8")] as const;
  const configuration = [own("biome.json"), own(".gitignore"), own("test/boundaries/no-clock-no-chance.grit")];
  // Outside the repository: Biome takes no interest in a second root within one.
  const folder = plant(tmpdir(), { ...Object.fromEntries(configuration), ...files });
  const run = runTool("biome", ["lint", "--reporter=json", "--max-diagnostics=none"], folder);
  const report = JSON.parse(run.stdout) as {
    readonly diagnostics: readonly { readonly category: string; readonly location: { readonly path: string } }[];
  };
  return new Set(report.diagnostics.map(({ category, location }) => `${category} ${location.path}`));
}
