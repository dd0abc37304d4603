/** The worked examples through `stagefold replay`, judged by the model, which golden-model holds to what they expect. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stagefold, temporaryFolder } from "../cli/executable.ts";
import { differences } from "../model/compare.ts";
import { foldOutputs } from "../model/fold-outputs.ts";
import { computeModel } from "../model/model.ts";
import { readConfig } from "../model/read-config.ts";
import { readNdjson } from "../model/read-ndjson.ts";

const EXAMPLES = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe.each(EXAMPLES)("%s", (name) => {
  const example = join(import.meta.dirname, name);
  const text = (file: string): string => readFileSync(join(example, file), "utf8");
  const lines = readNdjson(readFileSync(join(example, "in.ndjson")));
  const records = lines.flatMap(({ record }) => (record === null ? [] : [record]));
  const until = text("until").trim();

  test.each([1, 3])("partitions: %d", async (partitions) => {
    const cwd = temporaryFolder();
    const input = ["replay", join(example, "in.ndjson"), "--config", join(example, "config.yaml")];
    const ran = await stagefold([...input, "--until", until, "--partitions", String(partitions), "--out", "out"], { cwd });
    expect(ran).toEqual({ code: 0, stdout: "", stderr: "" });
    const model = computeModel(records, readConfig(text("config.yaml")), Date.parse(until), Date.now());
    expect(differences(foldOutputs(join(cwd, "out")), model, lines)).toEqual([]);
  });
});
