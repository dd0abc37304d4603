/** `stagefold erase`: a lead that asks to be forgotten, and what is left of it in a data folder. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openFolderLog } from "@stagefold/service";
import { describe, expect, test } from "vitest";
import { bring } from "../law/bring.ts";
import type { OutputRow } from "../model/output-row.ts";
import { rowsOf, stagefold, temporaryFolder } from "./executable.ts";
import { importFolder } from "./import-folder.ts";

const LEAD = "lead-Xq7Zt93";
/** Whatever could tell who it was: its id, ids of its events, what people wrote. */
const TRACES = [LEAD, "evt-Kp4w", "Erika Mustermann", "wants a demo for her"];

const CONFIG = `tenants:
  acme:
    timeZone: Europe/Rome
    currency: EUR
    funnel: { stages: [INQUIRY, MQL, SQL, REJECTED], qualified: MQL, accepted: SQL, rejected: REJECTED, velocities: ["*>SQL"] }
    segments: [[], [channel], [ownerId]]
    slas:
      - { id: reply, severity: page, starts: { entersStage: MQL }, ends: [{ activityBy: SALES }, { leavesStage: true }], within: PT4H, warnAfter: PT1H }
    cost: { lag: { days: 1 } }
`;
const UNTIL = "2026-03-20T12:00:00Z";
const who = { tenantId: "acme", leadId: LEAD };
const other = { tenantId: "acme", leadId: "kim" };
const changed = { type: "LeadStageChanged", ...who };
const INPUT = [
  {
    ...changed,
    eventId: "evt-Kp4w1",
    occurredAt: "2026-03-02T08:00:00Z",
    stage: "INQUIRY",
    channel: "paid",
    attributes: { name: "Erika Mustermann" },
  },
  {
    ...changed,
    eventId: "evt-Kp4w2",
    occurredAt: "2026-03-03T08:00:00Z",
    stage: "MQL",
    ownerId: "ann",
    reason: "wants a demo for her",
  },
  { ...changed, eventId: "evt-Kp4w2", occurredAt: "2026-03-03T08:00:00Z", stage: "SQL", reason: "a conflict" },
  { ...changed, eventId: "evt-Kp4w3", occurredAt: "2026-03-03T09:00:00Z", stage: "NOWHERE" },
  { ...changed, eventId: "evt-Kp4w4", occurredAt: "2026-03-05T08:00:00Z", stage: "SQL", channel: "(none)" },
  {
    type: "LeadActivityRecorded",
    ...who,
    eventId: "evt-Kp4w5",
    occurredAt: "2026-03-03T15:00:00Z",
    actor: "SALES",
    kind: "called Erika Mustermann",
  },
  { ...changed, eventId: "evt-Kp4w6", occurredAt: "2026-03-06T08:00:00Z", stage: "SQL" },
  { ...changed, ...other, eventId: "k1", occurredAt: "2026-03-04T08:00:00Z", stage: "MQL", channel: "organic" },
  { type: "TargetSet", eventId: "t1", tenantId: "acme", stage: "MQL", month: "2026-03", target: 4 },
  {
    type: "SpendRecorded",
    eventId: "s1",
    tenantId: "acme",
    spendId: "s",
    firstDay: "2026-03-01",
    lastDay: "2026-03-03",
    amountMicros: 3_000_001,
    currency: "EUR",
    channel: "paid",
  },
];

interface Folder {
  readonly cwd: string;
  /** Runs a command that must succeed; gives what it printed. */
  run(...args: readonly string[]): Promise<string>;
}

function newFolder(): Folder {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "config.yaml"), CONFIG);
  writeFileSync(
    join(cwd, "in.ndjson"),
    [
      ...INPUT.map((row) => JSON.stringify(row)),
      `{"type":"LeadStageChanged","tenantId":"acme","leadId":"${LEAD}","eventId":7}`,
    ].join("\n"),
  );
  return {
    cwd,
    async run(...args) {
      const ran = await stagefold([...args, "--config", "config.yaml"], { cwd });
      expect(ran).toMatchObject({ code: 0, stderr: "" });
      return ran.stdout;
    },
  };
}

/** The folder of a replay of the input. */
async function replayed(): Promise<Folder> {
  const folder = newFolder();
  await folder.run("replay", "in.ndjson", "--data", "data", "--out", "out", "--until", UNTIL, "--partitions", "2");
  return folder;
}

/** The newest row per key of a published topic. */
async function published({ cwd, run }: Folder, topic: string, key: string): Promise<ReadonlyMap<unknown, OutputRow>> {
  await run("dead-letters", "redrive", "--reason", "UNDECODABLE", "--data", "data", "--out", "now");
  return new Map(rowsOf(cwd, `now/${topic}.ndjson`).map((row) => [row[key], row]));
}

/** What each metric counts; those that count nothing (any more) left out. */
async function counts(folder: Folder): Promise<Record<string, unknown>> {
  const metrics = await published(folder, "funnel-metrics", "metricId");
  const counted = [...metrics].flatMap(([id, { value, numerator = 0, denominator = 0, sampleCount = 0 }]) =>
    numerator === 0 && denominator === 0 && sampleCount === 0
      ? []
      : [[id, { value, numerator, denominator, sampleCount }]],
  );
  return Object.fromEntries(counted);
}

function tracesIn(cwd: string): readonly string[] {
  return readdirSync(join(cwd, "data"), { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    return TRACES.filter((trace) => bytes.includes(trace)).map((trace) => `${entry.name}: ${trace}`);
  });
}

test("given a lead, when it is erased, then no file says anything of it, and everything counts as it did, also read again from the log", async () => {
  const folder = await replayed();
  const { cwd, run } = folder;
  const before = await counts(folder);
  expect(new Set(tracesIn(cwd))).toContain(`log.db: ${LEAD}`);

  const said = await run("erase", "--tenant", "acme", LEAD, "--data", "data");

  expect(said).toMatch(/^erased 1 leads; removed from the log: \d+ records about 1 leads\n$/);
  expect(tracesIn(cwd)).toEqual([]);
  expect([...(await published(folder, "lead-stays", "stayId")).keys()]).toEqual(["acme|kim|k1"]);
  const breaches = await published(folder, "sla-breaches", "clockId");
  expect([...breaches.keys()]).toEqual(["acme|kim|reply|k1"]);
  const after = await counts(folder);
  const since = Object.keys({ ...before, ...after }).filter(
    (id) => JSON.stringify(after[id]) !== JSON.stringify(before[id]),
  );
  // It was an SQL when it left.
  expect(new Set(since.map((id) => id.split("|")[1]))).toEqual(
    new Set(["stage_exits", "stage_population", "time_in_stage"]),
  );
  expect(await run("verify", "--data", "data")).toMatch(/\nno differences\n$/);

  rmSync(join(cwd, "data/stores"), { recursive: true });
  expect(await run("erase", "--data", "data")).toBe("erased 0 leads; removed from the log: nothing\n");
  expect(await counts(folder)).toEqual(after);
  expect(await run("verify", "--data", "data")).toMatch(/\nno differences\n$/);
});

test("given a lead that was erased, when something is said of it again, then it is not read, and the next erasing removes it", async () => {
  const folder = await replayed();
  const { cwd, run } = folder;
  await run("erase", "--tenant", "acme", LEAD, "--data", "data");
  const before = await counts(folder);
  const late = { ...changed, eventId: "evt-Kp4w9", occurredAt: "2026-03-07T08:00:00Z", stage: "REJECTED" };
  await appendToLog(folder, late);

  expect(await counts(folder)).toEqual(before);
  expect(tracesIn(cwd)).toEqual(["log.db: lead-Xq7Zt93", "log.db: evt-Kp4w"]);
  expect(await run("erase", "--data", "data")).toBe("erased 0 leads; removed from the log: 1 records about 1 leads\n");
  expect(tracesIn(cwd)).toEqual([]);
  expect(await run("verify", "--data", "data")).toMatch(/\nno differences\n$/);
});

test("given a lead that was erased, when a policy and a segment change and the stores are lost, then it counts as all others do", async () => {
  const [erased, kept] = [await replayed(), await replayed()];
  await erased.run("erase", "--tenant", "acme", LEAD, "--data", "data");
  // The lead that is kept leaves its stage when the other one does.
  await appendToLog(kept, { type: "LeadErased", ...who, eventId: "e", occurredAt: UNTIL });
  for (const { cwd } of [erased, kept]) {
    const changed = CONFIG.replace("within: PT4H", "within: PT8H").replace("[ownerId]", "[channel, ownerId]");
    writeFileSync(join(cwd, "config.yaml"), changed);
    rmSync(join(cwd, "data/stores"), { recursive: true });
  }

  const counted = await counts(erased);

  expect(counted).toEqual(await counts(kept));
  expect(Object.keys(counted).some((id) => id.includes("ann"))).toBe(true);
});

test("given a folder that an import brought leads to, when one is erased, then intake's files forget it too, and refuse it from then on", async () => {
  const row = `${LEAD},Qualified,2026-03-02T09:00:00Z,,Bob,Web\n`;
  const cwd = importFolder({
    "leads.csv": `Lead ID,Stage,Changed,Zone,Owner,Channel\n${row}kim,Qualified,2026-03-02T09:00:00Z,,Bob,Web\n`,
  });
  const run = async (...args: readonly string[]) => {
    const ran = await stagefold([...args, "--config", "config.yaml", "--data", "data"], { cwd });
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    return ran.stdout;
  };
  await run("import", "leads", "leads.csv");
  expect(tracesIn(cwd)).toContain(`intake.db: ${LEAD}`);

  await run("erase", "--tenant", "acme", LEAD);

  expect(tracesIn(cwd)).toEqual([]);
  expect(await run("import", "leads", "leads.csv", "--again")).toMatch(/LEAD_ERASED/);
  expect(tracesIn(cwd)).toEqual([]);
});

test("given a folder whose INSTANT is ahead of the clock, when a lead is erased, then it is", async () => {
  const { cwd, run } = newFolder();
  const ahead = new Date(Date.now() + 86_400_000).toISOString();
  await run("replay", "in.ndjson", "--data", "data", "--out", "out", "--until", ahead);

  await run("erase", "--tenant", "acme", LEAD, "--data", "data");

  expect(tracesIn(cwd)).toEqual([]);
});

describe("what cannot be done", () => {
  test.each([
    [["L1"], "--tenant is required where leads are named"],
    [["--tenant", "acme"], "no lead of acme is named"],
    [["--tenant", "acme", "a|b"], 'lead "a|b" of acme: leadId holds a |'],
    [["--tenant", "globex", "L1"], "of globex: tenant globex is not configured"],
    [["--tenant", "acme", "--leads", "none.txt"], "none.txt cannot be read"],
  ])("given %j, then it is refused with what is wrong, and nobody is erased", async (args, sentence) => {
    const { cwd } = newFolder();
    const ran = await stagefold(["erase", ...args, "--data", "data", "--config", "config.yaml"], { cwd });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(sentence);
  });
});

/** Brings a record to the folder's log, as whoever writes to it beside intake would. */
async function appendToLog({ cwd }: Folder, row: object): Promise<void> {
  const log = openFolderLog({ folder: join(cwd, "data"), partitions: 2, wallClock: Date.now });
  await bring([JSON.stringify(row)], { log, partitions: 2 });
  await log.close();
}
