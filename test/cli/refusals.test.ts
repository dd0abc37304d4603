/** What the command line refuses, exit code 2, and what it says then; and its help. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stagefold } from "./executable.ts";
import { configYaml, goodLines } from "./small-input.ts";

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "stagefold-test-"));
  writeFileSync(join(cwd, "config.yaml"), configYaml());
  writeFileSync(join(cwd, "bad.yaml"), configYaml({ timeZone: "Europe/Roma" }).replace("within: P2D", "within: P2M"));
  writeFileSync(join(cwd, "in.ndjson"), goodLines(1).join("\n"));
  mkdirSync(join(cwd, "used"));
  writeFileSync(join(cwd, "used/notes.txt"), "mine");
});

afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const REPLAY = ["replay", "in.ndjson", "--config", "config.yaml", "--out", "out"];

test.each<[string, readonly string[], string]>([
  ["an unknown option, with a hint", [...REPLAY, "--partition", "3"], "--partitions"],
  ["an unknown command, with a hint", ["verfy"], "verify"],
  ["a missing option", ["replay", "in.ndjson", "--out", "out"], "--config"],
  ["an INSTANT without a zone", [...REPLAY, "--until", "2026-04-05T00:00:00"], "--until"],
  ["no partitions", [...REPLAY, "--partitions", "0"], "--partitions"],
  ["a data folder that holds something", [...REPLAY, "--data", "used"], "used: "],
  ["a demonstration over something else", ["demo", "--out", "used"], "used: "],
  ["an unknown reason", ["dead-letters", "list", "--data", "used", "--reason", "BAD"], "--reason"],
  ["a folder without a log", ["dead-letters", "list", "--data", "used"], "used: "],
  ["a folder that no replay kept", ["verify", "--data", "used", "--config", "config.yaml"], "used: "],
])("given %s, then exit code 2 and its name", async (_case, args, named) => {
  const { code, stdout, stderr } = await stagefold(args, { cwd });
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain(named);
  expect(readdirSync(cwd).sort()).toEqual(["bad.yaml", "config.yaml", "in.ndjson", "used"]);
  expect(readdirSync(join(cwd, "used"))).toEqual(["notes.txt"]);
});

test("given a configuration with two faults, then replay and check-config name both with file, line and key", async () => {
  const replayed = await stagefold(["replay", "in.ndjson", "--config", "bad.yaml", "--out", "out"], { cwd });
  const checked = await stagefold(["check-config", "bad.yaml"], { cwd });
  for (const { code, stderr } of [replayed, checked]) {
    expect(code).toBe(2);
    expect(stderr).toMatch(/^bad\.yaml:3: tenants\.acme\.timeZone: /m);
    expect(stderr).toMatch(/^bad\.yaml:9: tenants\.acme\.slas\[0\]\.within: /m);
  }
});

test("given a good configuration, then check-config says in a line what it holds", async () => {
  const { code, stdout } = await stagefold(["check-config", "config.yaml"], { cwd });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "config.yaml: good: 1 tenant (acme), 1 SLA policy\n" });
});

test("given no arguments, then help that names every command; and the version when it is asked for", async () => {
  const { code, stdout } = await stagefold([], { cwd });
  expect(code).toBe(0);
  for (const command of ["demo", "replay", "run", "check-config", "verify", "dead-letters"])
    expect(stdout).toMatch(new RegExp(`^  ${command}\\b.*\\w`, "m"));
  expect(await stagefold(["--version"], { cwd })).toEqual({ code: 0, stdout: "0.1.0\n", stderr: "" });
});
