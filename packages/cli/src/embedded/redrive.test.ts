import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfig } from "@stagefold/config";
import type { CommitMark } from "@stagefold/processing";
import { LEAD_TRACKER } from "@stagefold/processors";
import { openDataFolder, openFolderLog, under } from "@stagefold/service";
import { expect, onTestFinished, test } from "vitest";
import { type RedriveResult, redrive } from "./redrive.ts";
import { replayInto } from "./replay-into.ts";
import { verify } from "./verify.ts";

const FUNNEL = "funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL }";
const ACME = `  acme: { timeZone: Europe/Rome, currency: EUR, ${FUNNEL} }`;
const GLOBEX = `  globex: { timeZone: UTC, currency: USD, ${FUNNEL} }`;
const small = parseConfig(`tenants:\n${ACME}\n`, "config.yaml");
const grown = parseConfig(
  `tenants:\n${ACME.replace("EUR", "EUR, exchangeRates: { JPY: 0.006 }")}\n${GLOBEX}\n`,
  "c.yaml",
);

function stage(tenantId: string, leadId: string, stage: string, occurredAt: string): object {
  return { type: "LeadStageChanged", eventId: stage, tenantId, leadId, stage, occurredAt };
}

const YEN = {
  type: "SpendRecorded",
  eventId: "yen",
  tenantId: "acme",
  spendId: "tokyo",
  firstDay: "2026-02-01",
  lastDay: "2026-02-02",
  amountMicros: 1_000_000,
  currency: "JPY",
};
const LINES = [
  stage("acme", "A", "MQL", "2026-02-01T10:00:00Z"),
  stage("globex", "G", "MQL", "2026-02-02T10:00:00Z"),
  stage("globex", "G", "SQL", "2026-02-05T10:00:00Z"),
  stage("acme", "A", "SQL", "2026-02-03T10:00:00Z"),
  YEN,
];

interface Kept {
  readonly folder: string;
  readonly out: string;
  readonly redrive: (reason: string | null, onStep?: () => void) => Promise<RedriveResult>;
  readonly stays: () => readonly string[];
  readonly differences: () => Promise<readonly string[]>;
}

async function kept(): Promise<Kept> {
  const root = mkdtempSync(join(tmpdir(), "stagefold-redrive-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [input, folder, out] = [join(root, "in.ndjson"), join(root, "data"), join(root, "out")];
  writeFileSync(input, LINES.map((line) => JSON.stringify(line)).join("\n"));
  const wallClock = Date.now;
  await replayInto(folder, {
    files: [input],
    config: small,
    out,
    until: null,
    partitions: 2,
    wallClock,
    stopwatch: () => performance.now(),
    progress: { stage() {}, at() {}, end() {} },
    warn() {},
  });
  const data = () => under(openDataFolder(folder), grown);
  return {
    folder,
    out,
    redrive: (reason, onStep = () => {}) => redrive({ data: data(), config: grown, reason, out, wallClock, onStep }),
    stays: () =>
      [...readFileSync(join(out, "lead-stays.ndjson"), "utf8").matchAll(/"stayId":"([^"]+)"/g)].map(
        ([, id]) => id ?? "",
      ),
    differences: async () => (await verify({ data: data(), config: grown, wallClock, onStep() {} })).differences,
  };
}

test("given a redrive that fails when all is appended and nothing computed, when it is made again, then nothing is lost or doubled", async () => {
  const { redrive, stays, differences } = await kept();
  const fails = redrive(null, () => {
    throw new Error("pulled plug");
  });
  await expect(fails).rejects.toThrow("pulled plug");
  expect(await differences()).toContainEqual(expect.stringContaining("its run was interrupted"));

  const again = await redrive(null);

  expect(again).toEqual({ broughtBack: new Map(), staying: new Map(), refusedAgain: 0 });
  expect(stays().filter((id) => id.startsWith("globex|"))).toEqual(["globex|G|MQL", "globex|G|SQL"]);
  expect(await differences()).toEqual([]);
});

test("given a clock that stood where the accepted events ended, when later ones come back, then it goes on to them", async () => {
  const { folder, out, redrive } = await kept();
  await redrive(null);
  const metrics = readFileSync(join(out, "funnel-metrics.ndjson"), "utf8");
  expect(metrics).toContain('"asOf":"2026-02-05T10:00:00.000Z"');
  expect(openDataFolder(folder).until).toBeNull();
});

test("given stores that are lost when only some dead letters came back, then the others still count from when they do", async () => {
  const { folder, redrive, stays, differences } = await kept();
  await redrive("NO_EXCHANGE_RATE");
  // Under the larger configuration the log read again would accept what its dead letters say was refused.
  rmSync(join(folder, "stores"), { recursive: true });

  const { broughtBack } = await redrive("UNKNOWN_TENANT");

  expect(broughtBack).toEqual(new Map([["UNKNOWN_TENANT", 2]]));
  expect(stays().filter((id) => id.startsWith("globex|"))).toEqual(["globex|G|MQL", "globex|G|SQL"]);
  expect(await differences()).toEqual([]);
});

test("given tasks that were killed at different instants, when it is redriven, then all stand at the latest", async () => {
  const { folder, redrive, differences } = await kept();
  await redrive(null);
  const log = openFolderLog({ folder, partitions: 2, wallClock: Date.now });
  const tracker = await log.openTask({ group: LEAD_TRACKER, partition: 1 });
  const mark = tracker.lastMark as CommitMark;
  await tracker.commit([], { ...mark, commitNumber: mark.commitNumber + 1, clock: (mark.clock as number) + 3_600_000 });
  await log.close();
  expect(await differences()).toContainEqual(expect.stringContaining("has clock"));

  await redrive(null);

  expect(await differences()).toEqual([]);
});
