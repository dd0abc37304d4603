/** The project in infra/warehouse under dbt itself, on what `stagefold export` writes. */
import { execFile } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { stagefold, temporaryFolder } from "../cli/executable.ts";
import { pythonWith } from "./python-packages.ts";

const ROOT = join(import.meta.dirname, "../..");
const PACKAGES = {
  name: "dbt-1.9.4-duckdb-2.0.0",
  packages: ["--only-binary", ":all:", "dbt-core==1.9.4", "dbt-duckdb==1.9.4", "duckdb==2.0.0"],
  needed: "tests of the dbt project",
};

test("given an export, when dbt builds the project on it, then every model is made and every test of them holds", {
  // The first one on a machine fetches dbt.
  timeout: 180_000,
}, async () => {
  const python = await pythonWith(PACKAGES);
  const cwd = temporaryFolder();
  const example = join(ROOT, "test/golden/02-sla-in-two-days");
  const replay = ["replay", join(example, "in.ndjson"), "--config", join(example, "config.yaml")];
  await stagefold([...replay, "--data", "data", "--out", "out"], { cwd });
  expect(await stagefold(["export", "--data", "data", "--out", "warehouse.duckdb"], { cwd })).toMatchObject({
    code: 0,
  });
  cpSync(join(ROOT, "infra/warehouse"), join(cwd, "project"), { recursive: true });
  writeFileSync(
    join(cwd, "profiles.yml"),
    `stagefold: { target: test, outputs: { test: { type: duckdb, path: "${join(cwd, "warehouse.duckdb")}" } } }\n`,
  );

  const env = { ...process.env, DBT_SEND_ANONYMOUS_USAGE_STATS: "false" };
  const options = ["-m", "dbt.cli.main", "build", "--profiles-dir", cwd, "--no-use-colors"];
  const { stdout } = await promisify(execFile)(python, options, { cwd: join(cwd, "project"), env });

  expect(stdout).toMatch(/Done\. PASS=24 WARN=0 ERROR=0 SKIP=0 TOTAL=24/);
});
