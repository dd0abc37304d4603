/** What may be run live on a folder, and what of its records is seen. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { parseConfig } from "@stagefold/config";
import type { StagefoldConfig } from "@stagefold/domain";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import type { Log } from "@stagefold/processing";
import { DEAD_LETTERS, LEAD_EVENTS, LEAD_STAYS } from "@stagefold/processors";
import { expect, onTestFinished, test } from "vitest";
import { aborted } from "../aborted.ts";
import { createLogger } from "../logger.ts";
import { openDataFolder, saveDataFolder, saveUnfinished } from "./data-folder.ts";
import { logFileOf, openFolderLog } from "./embedded-folder.ts";
import { metricsTasks, trackerTasks } from "./embedded-tasks.ts";
import { knownConfigOf } from "./known-config.ts";
import { type RunEmbeddedOptions, runEmbedded } from "./run-embedded.ts";
import { topicRecords } from "./topic-records.ts";

const FUNNEL = "funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL }";
const ACME = `  acme: { timeZone: Europe/Rome, currency: EUR, ${FUNNEL} }\n`;
const GLOBEX = `  globex: { timeZone: UTC, currency: USD, ${FUNNEL} }\n`;
const config = parseConfig(`tenants:\n${ACME}`, "config.yaml");
const grown = parseConfig(`tenants:\n${ACME}${GLOBEX}`, "config.yaml");
const shrunk = parseConfig(`tenants:\n${ACME.replaceAll("MQL", "NEW")}`, "config.yaml");
const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const FIRST = Date.UTC(2026, 2, 2, 8);

function newFolder(): string {
  const root = mkdtempSync(join(tmpdir(), "run-embedded-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return join(root, "data");
}

/** Runs both processors, and what goes on beside them, until all their tasks have caught up. */
async function run(
  folder: string,
  under: StagefoldConfig,
  partitions: number | null = null,
  beside: Pick<RunEmbeddedOptions, "beside"> = {},
): Promise<void> {
  const stop = new AbortController();
  const caughtUp = new Set<unknown>();
  const out = {
    write(line: string): void {
      const { msg, task } = JSON.parse(line);
      if (msg === "caught up") caughtUp.add(task);
      if (caughtUp.size === 2 * openDataFolder(folder).partitions) stop.abort();
    },
  };
  const logger = createLogger({ service: "test", level: "info", out });
  const processors = [trackerTasks, metricsTasks];
  await runEmbedded({ folder, config: under, partitions, processors, signal: stop.signal, logger, ...beside });
}

/** A lead enters `stage`; the log of a new folder has one partition. */
async function enters(folder: string, tenantId: string, stage: string, hour: number): Promise<void> {
  const log = openFolderLog({ folder, partitions: 1, wallClock: Date.now });
  await appendEntry(log, tenantId, stage, hour);
  await log.close();
}

async function appendEntry(log: Log, tenantId: string, stage: string, hour: number): Promise<void> {
  const nothing = { sequence: null, reason: null, channel: null, campaignId: null, ownerId: null, attributes: {} };
  const event = { type: "LeadStageChanged", eventId: stage, tenantId, leadId: "lead" } as const;
  const value = codec.encode({ ...event, stage, occurredAt: FIRST + hour * 3_600_000, ...nothing });
  await log.append([{ topic: LEAD_EVENTS, partition: 0, key: Buffer.from(`${tenantId}|lead`), value, headers: null }]);
}

async function keysOf(folder: string, topic: string): Promise<readonly string[]> {
  const log = openEmbeddedLogReader(logFileOf(folder));
  const keys: string[] = [];
  for await (const { key } of topicRecords(log, topic, 0)) keys.push(Buffer.from(key ?? []).toString());
  await log.close();
  return keys;
}

test("given a new folder, when it is run, then it says what it was made with, one partition unless told otherwise", async () => {
  const [one, three] = [newFolder(), newFolder()];

  await run(one, config);
  await run(three, config, 3);

  expect(openDataFolder(one)).toEqual({ folder: one, partitions: 1, until: null, config: knownConfigOf(config) });
  expect(openDataFolder(three).partitions).toBe(3);
});

test("given a folder, when it is run under a configuration that would refuse what it holds, then that is refused and nothing changed", async () => {
  const folder = newFolder();
  await run(folder, config);
  await enters(folder, "acme", "MQL", 0);

  await expect(run(folder, shrunk)).rejects.toThrow(/tenant acme has lost stages MQL\. Put back what was taken away/);

  expect(openDataFolder(folder).config).toEqual(knownConfigOf(config));
  expect(await keysOf(folder, LEAD_STAYS)).toEqual([]);
});

test("given a folder of three partitions, when another number is asked for, then that is refused; when none is, it keeps them", async () => {
  const folder = newFolder();
  await run(folder, config, 3);

  await expect(run(folder, config, 2)).rejects.toThrow("it has 3 partitions, not 2; leave the number away");

  await run(folder, config);
  expect(openDataFolder(folder).partitions).toBe(3);
});

test("given a folder that a replay kept, its clock limited, when it is run with a tenant more, then it is live and has the tenant", async () => {
  const folder = newFolder();
  await run(folder, config);
  saveDataFolder({ ...openDataFolder(folder), until: FIRST });

  await run(folder, grown);

  expect(openDataFolder(folder)).toMatchObject({ until: null, config: knownConfigOf(grown) });
});

test("given a folder of a replay that was interrupted, when it is run, then it is refused", async () => {
  const folder = newFolder();
  await run(folder, config);
  saveUnfinished(openDataFolder(folder));

  await expect(run(folder, config)).rejects.toThrow("it was left by a replay that was interrupted");
});

test("given a log that nothing was computed from, when it is run, then it is, with the partitions that it has", async () => {
  const folder = newFolder();
  await openFolderLog({ folder, partitions: 2, wallClock: Date.now }).close();

  await expect(run(folder, config, 1)).rejects.toThrow("it has 2 partitions, not 1");
  expect(existsSync(join(folder, "config.json"))).toBe(false);
  await run(folder, config);

  expect(openDataFolder(folder).partitions).toBe(2);
});

test("given a log of which was computed, nobody says under what configuration, when it is run, then it is refused", async () => {
  const folder = newFolder();
  await run(folder, config);
  rmSync(join(folder, "config.json"));

  await expect(run(folder, config)).rejects.toThrow("there is no config.json in it");
});

test("given one that writes to the last moment beside the processors, when all is stopped, then what it wrote is computed", async () => {
  const folder = newFolder();

  await run(folder, config, 1, {
    async beside(log, signal) {
      await aborted(signal);
      await appendEntry(log, "acme", "MQL", 0);
    },
  });

  expect(await keysOf(folder, LEAD_STAYS)).toEqual(["acme|lead|MQL"]);
});

test("given a path that is a file, when it is run, then it is refused", async () => {
  const folder = newFolder();
  writeFileSync(folder, "");

  await expect(run(folder, config)).rejects.toThrow("it is not a folder");
});

test("given refused records, when the configuration accepts them now, then nobody has to send them again, stores lost or not", async () => {
  const folder = newFolder();
  await enters(folder, "globex", "MQL", 0);
  await run(folder, config);
  expect(await keysOf(folder, DEAD_LETTERS)).toEqual(["globex|lead"]);
  rmSync(join(folder, "stores"), { recursive: true });
  await enters(folder, "globex", "SQL", 1);

  await run(folder, grown);

  expect(await keysOf(folder, LEAD_STAYS)).toEqual(["globex|lead|MQL", "globex|lead|MQL", "globex|lead|SQL"]);
});
