/**
 * The one law at the command line: `stagefold replay` of the same events gives the same answer with any number of
 * partitions, in any order of lines, in one file or several.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { differences } from "../model/compare.ts";
import { foldOutputs } from "../model/fold-outputs.ts";
import { histories } from "../model/histories.ts";
import { delivered } from "./deliveries.ts";
import { answerOf } from "./published.ts";
import { modelOf, readLines } from "./stagefold.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "..", "..");
const GOLDEN = join(ROOT, "test", "golden");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "stagefold-replays-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;

interface Input {
  readonly lines: readonly string[];
  readonly configYaml: string;
  readonly until: number | null;
}

/** Replays lines, in files of so many; gives the answer, after the model has judged it. */
async function replayed(
  { lines, configYaml, until }: Input,
  partitions: number,
  perFile: number,
): Promise<readonly string[]> {
  const own = join(folder, String(made++));
  const config = `${own}.yaml`;
  writeFileSync(config, configYaml);
  const files: string[] = [];
  for (let from = 0; from === 0 || from < lines.length; from += perFile) {
    files.push(`${own}-${from}.ndjson`);
    writeFileSync(files.at(-1) as string, lines.slice(from, from + perFile).join("\n"));
  }
  const upTo = until === null ? [] : ["--until", new Date(until).toISOString()];
  const main = join(ROOT, "packages", "cli", "src", "main.ts");
  const flags = ["--config", config, "--out", own, "--partitions", String(partitions), ...upTo];
  await run(process.execPath, ["--conditions=source", main, "replay", ...files, ...flags]);
  const folded = foldOutputs(own);
  const read = readLines(lines);
  expect(differences(folded, modelOf(read, configYaml, until, Date.now()), read)).toEqual([]);
  return answerOf({ ...folded, deadLetters: [] });
}

const golden = (example: string): Input => ({
  lines: readFileSync(join(GOLDEN, example, "in.ndjson"), "utf8")
    .split("\n")
    .filter((line) => line !== ""),
  configYaml: readFileSync(join(GOLDEN, example, "config.yaml"), "utf8"),
  until: Date.parse(readFileSync(join(GOLDEN, example, "until"), "utf8").trim()),
});
const random = fc.sample(histories({ leads: 8, records: 120 }), { numRuns: 1, seed: 20_261_101 })[0] as Input;

describe.each([
  ["05-recycled-cohorts-population", golden("05-recycled-cohorts-population")],
  ["a random history", random],
])("a replay of %s", (_, input) => {
  test("gives the same answer with 1, 3 and 6 partitions, its lines in any order and files", async () => {
    const shuffled = { ...input, lines: delivered(input.lines, { seed: 7, again: [1, 2, 3] }) };
    const [one, three, six] = await Promise.all([
      replayed(input, 1, 1_000),
      replayed(shuffled, 3, 1_000),
      replayed(shuffled, 6, 5),
    ]);
    expect(three).toEqual(one);
    expect(six).toEqual(one);
  });
});
