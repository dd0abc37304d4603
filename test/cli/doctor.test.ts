/** `stagefold doctor` on a data folder: a line for what is right, and for each fault what to do. */
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../docs/replay-example.ts";
import { stagefold, temporaryFolder } from "./executable.ts";

const EXAMPLE = join(ROOT, "docs/examples/first");
const CONFIG = join(EXAMPLE, "stagefold.yaml");

interface Found {
  readonly check: string;
  readonly level: string;
  readonly says: string;
  readonly remedy: string | null;
}

/** A folder that a replay has kept. */
async function keptFolder(): Promise<string> {
  const cwd = temporaryFolder();
  const data = join(cwd, "data");
  const until = ["--until", "2026-03-05T00:00:00+01:00"];
  const args = [
    "replay",
    join(EXAMPLE, "events.ndjson"),
    "--config",
    CONFIG,
    "--out",
    join(cwd, "out"),
    "--data",
    data,
  ];
  expect((await stagefold([...args, ...until], { cwd })).code).toBe(0);
  return data;
}

async function doctor(
  data: string,
  config = CONFIG,
): Promise<{ readonly code: number | null; readonly wrong: readonly Found[] }> {
  const { code, stdout, stderr } = await stagefold(["doctor", "--config", config, "--data", data, "--json"], {
    cwd: temporaryFolder(),
  });
  expect(stderr).toBe("");
  return { code, wrong: (JSON.parse(stdout) as readonly Found[]).filter(({ level }) => level === "wrong") };
}

test("given a folder that was computed, when the doctor looks at it, then nothing is wrong, and it has changed nothing", async () => {
  const data = await keptFolder();
  const content = (): readonly string[] =>
    ["config.json", "log.db"].map((name) => readFileSync(join(data, name), "latin1"));
  const before = content();
  const { code, stdout } = await stagefold(["doctor", "--config", CONFIG, "--data", data], { cwd: temporaryFolder() });

  expect(code).toBe(0);
  expect(stdout).toMatch(/^ok +configuration /m);
  expect(stdout).toMatch(/^ok +stagefold-lead-tracker +0 records behind$/m);
  expect(stdout).toMatch(/^ok +stores +2, of this version's format$/m);
  expect(stdout).not.toMatch(/^wrong/m);
  expect(content()).toEqual(before);
});

test("given a configuration that cannot be read, a store that is none and a damaged log, when the doctor looks, then it says of each what to do, and ends with 1", async () => {
  const data = await keptFolder();
  const broken = join(temporaryFolder(), "stagefold.yaml");
  writeFileSync(broken, "tenants: {}\n");
  const [store = ""] = readdirSync(join(data, "stores")).filter((name) => name.endsWith(".db"));
  writeFileSync(join(data, "stores", store), "this is no store, and never was one");
  const without = await doctor(data, broken);

  expect(without.code).toBe(1);
  expect(without.wrong).toMatchObject([
    { check: "configuration", says: expect.stringMatching(/^STF-CFG-001: .*stagefold.yaml/s) },
    { check: "stores", says: expect.stringContaining(store), remedy: expect.stringContaining("delete it") },
  ]);

  writeFileSync(join(data, "log.db"), "this is no log");
  expect((await doctor(data)).wrong).toContainEqual(
    expect.objectContaining({ check: "log", says: expect.stringContaining("STF-LOG-011") }),
  );
});

test("given a folder whose configuration lost a stage, or whose log is gone, when the doctor looks, then it says so", async () => {
  const data = await keptFolder();
  const changed = join(temporaryFolder(), "stagefold.yaml");
  writeFileSync(changed, readFileSync(CONFIG, "utf8").replace("[INQUIRY, MQL, SQL, REJECTED]", "[MQL, SQL, REJECTED]"));

  expect((await doctor(data, changed)).wrong).toMatchObject([
    { check: "configuration", says: expect.stringMatching(/INQUIRY/) },
  ]);
  renameSync(join(data, "log.db"), join(data, "former.db"));
  expect((await doctor(data)).wrong).toMatchObject([{ check: "log", says: expect.stringContaining("is gone") }]);
});

test("given an environment that names no folder, when the doctor is asked, then it says which variable, and ends with 2", async () => {
  const { code, stderr } = await stagefold(["doctor", "--config", CONFIG], { cwd: temporaryFolder() });

  expect(code).toBe(2);
  expect(stderr).toContain("STAGEFOLD_DATA_DIR");
});
