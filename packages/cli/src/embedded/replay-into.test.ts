import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "@stagefold/config";
import { openDataFolder } from "@stagefold/service";
import { expect, onTestFinished, test } from "vitest";
import { replayInto } from "./replay-into.ts";

const config = parseConfig(
  `tenants: { acme: { timeZone: UTC, currency: EUR, funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL } } }`,
  "config.yaml",
);

/** Replays one line; `onStage` is called as it goes. */
async function replayed(onStage: (folder: string) => void): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "replay-into-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [input, folder, out] = [join(root, "in.ndjson"), join(root, "data"), join(root, "out")];
  writeFileSync(input, '"no event"\n');
  await replayInto(folder, {
    files: [input],
    config,
    out,
    until: 5,
    partitions: 2,
    wallClock: Date.now,
    stopwatch: () => performance.now(),
    progress: { stage: () => onStage(folder), at() {}, end() {} },
    warn() {},
  });
  return folder;
}

test("given a replay that keeps its folder, while it runs, then nobody may use the folder; when it has ended, all may", async () => {
  const said: string[] = [];

  const folder = await replayed((running) => {
    try {
      openDataFolder(running);
    } catch (error) {
      said.push((error as Error).message);
    }
  });

  expect(said).toHaveLength(2);
  for (const sentence of said) expect(sentence).toContain("it was left by a replay that was interrupted; remove it");
  expect(openDataFolder(folder)).toMatchObject({ partitions: 2, until: 5 });
});

test("given a replay that fails, then it leaves its folder empty", async () => {
  let left = "";
  const fails = replayed((folder) => {
    left = folder;
    throw new Error("pulled plug");
  });

  await expect(fails).rejects.toThrow("pulled plug");

  expect(readdirSync(left)).toEqual([]);
});
