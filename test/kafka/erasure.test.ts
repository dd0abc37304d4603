/** A lead that asks to be forgotten, on Kafka: tombstones, closed alerts, the same counts, and stores that say nothing. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AvroCodec, createAvroCodec } from "@stagefold/codec";
import { openKafkaLog } from "@stagefold/kafka";
import { type OutRecord, partitionOf } from "@stagefold/processing";
import { LEAD_EVENTS, LEAD_STAYS } from "@stagefold/processors";
import { topicRecords } from "@stagefold/service";
import { afterAll, afterEach, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { writeConfig } from "../e2e/prepared-folder.ts";
import { killAll, startProcess } from "../e2e/started-process.ts";
import { registerOwnSchemas } from "./registry/own-schemas.ts";
import { deleteTopics, makeTopics } from "./stagefold-topics.ts";
import { published, settled } from "./survival/published-on-kafka.ts";

const brokers = inject("brokers");
const log = openKafkaLog({ brokers: brokers.split(","), clientId: "test" });
const PARTITIONS = 2;
const MAIN = "packages/cli/src/main.ts";
const LEAD = "lead-Xq7Zt93";

let codec: AvroCodec;
beforeAll(async () => {
  await makeTopics(brokers.split(","), PARTITIONS);
  codec = createAvroCodec(await registerOwnSchemas(inject("registry")));
});
afterEach(killAll);
afterAll(async () => {
  await log.close();
  await deleteTopics(brokers.split(","));
});

function becomesMql(leadId: string): OutRecord {
  const nothing = { sequence: null, channel: null, campaignId: null, ownerId: null };
  const said = { reason: `${leadId} wants a demo`, attributes: { name: `${leadId} Mustermann` }, ...nothing };
  const event = { type: "LeadStageChanged", eventId: `e-${leadId}`, tenantId: "acme", leadId, stage: "MQL" } as const;
  const key = Buffer.from(`acme|${leadId}`);
  const value = codec.encode({ ...event, occurredAt: Date.UTC(2026, 2, 2, 8), ...said });
  return { topic: LEAD_EVENTS, partition: partitionOf(key, PARTITIONS), key, value, headers: null };
}

/** The keys of the lead on lead-stays, and whether the newest record of each withdraws it. */
async function staysOfLead(): Promise<ReadonlyMap<string, boolean>> {
  const withdrawn = new Map<string, boolean>();
  for (let partition = 0; partition < PARTITIONS; partition++) {
    for await (const { key, value } of topicRecords(log, LEAD_STAYS, partition)) {
      const stayId = Buffer.from(key ?? []).toString();
      if (stayId.includes(LEAD)) withdrawn.set(stayId, value === null);
    }
  }
  return withdrawn;
}

test("given a lead, when it is erased, then nothing is published of it any more, it counts as it did, and no store says anything of it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-erasure-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const data = join(folder, "data");
  const variables = {
    STAGEFOLD_CONFIG: writeConfig(folder),
    STAGEFOLD_DATA_DIR: data,
    KAFKA_BROKERS: brokers,
    SCHEMA_REGISTRY_URL: inject("registry"),
  };
  const service = startProcess(MAIN, ["run", "lead-tracker", "funnel-metrics"], variables);
  await log.append([LEAD, "kim", "sam"].map(becomesMql));
  await settled(log, PARTITIONS);
  const before = (await published(log, PARTITIONS, codec)).folded;
  expect([...before.breaches.values()].map(({ kind }) => kind)).toEqual(["BREACHED", "BREACHED", "BREACHED"]);

  const erasing = startProcess(MAIN, ["erase", "--tenant", "acme", LEAD], {
    ...variables,
    STAGEFOLD_DATA_DIR: join(folder, "erasing"),
  });
  expect(await erasing.ended(), erasing.output()).toBe(0);
  await log.append([becomesMql(LEAD)]);
  await settled(log, PARTITIONS);

  expect(await staysOfLead()).toEqual(new Map([[`acme|${LEAD}|e-${LEAD}`, true]]));
  const { folded, flaws } = await published(log, PARTITIONS, codec);
  expect(flaws).toEqual([]);
  const kinds = [...folded.breaches.values()].map(({ leadId, kind }) => [leadId, kind] as const);
  expect(new Map(kinds)).toEqual(
    new Map([
      [LEAD, "RETRACTED"],
      ["kim", "BREACHED"],
      ["sam", "BREACHED"],
    ]),
  );
  const counts = ({ metrics }: typeof folded) =>
    [...metrics].map(({ metricId, value }) => [metricId, value] as const).sort();
  expect(counts(folded)).toEqual(counts(before));
  expect(counts(folded)).toEqual([[expect.stringContaining("leads_reached|MQL"), 3]]);

  service.kill("SIGTERM");
  expect(await service.ended(), service.output()).toBe(0);
  const naming = readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(LEAD))
    .map(({ name }) => name);
  expect(naming).toEqual([]);
  expect(service.output()).not.toContain(LEAD);
});
