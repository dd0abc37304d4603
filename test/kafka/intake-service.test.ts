/** The intake service on Kafka: brokers that are away, processes that are killed, and topics of sources. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AvroCodec, createAvroCodec } from "@stagefold/codec";
import { openKafkaLog } from "@stagefold/kafka";
import { LEAD_EVENTS } from "@stagefold/processors";
import kafkajs from "kafkajs";
import { afterEach, beforeEach, describe, expect, inject, onTestFinished, test } from "vitest";
import { killAll, type StartedProcess, startProcess } from "../e2e/started-process.ts";
import { CONFIG, moved, postedJson, SECRETS } from "../intake-api/served-intake.ts";
import { NO_OWN_SERVERS, startOwnBroker } from "./neighbours/own-servers.ts";
import type { Server } from "./neighbours/server.ts";
import { registerOwnSchemas } from "./registry/own-schemas.ts";
import { makeTopics } from "./stagefold-topics.ts";

const PARTITIONS = 2;
const WITH_TOPIC = CONFIG.replace("  crm:\n", "  crm:\n    topic: crm.changes\n");

describe.skipIf(NO_OWN_SERVERS !== null)("the intake service on Kafka", () => {
  let broker: Server;
  let codec: AvroCodec;
  let folder: string;
  beforeEach(async () => {
    broker = await startOwnBroker();
    await makeTopics([broker.address], PARTITIONS);
    codec = createAvroCodec(await registerOwnSchemas(inject("registry")));
    folder = mkdtempSync(join(tmpdir(), "stagefold-intake-kafka-"));
  });
  afterEach(async () => {
    killAll();
    rmSync(folder, { recursive: true, force: true });
    await broker.remove();
  });

  function start(config: string): StartedProcess {
    const file = join(folder, "config.yaml");
    writeFileSync(file, config);
    return startProcess("services/intake/src/main.ts", [], {
      STAGEFOLD_CONFIG: file,
      STAGEFOLD_DATA_DIR: join(folder, "data"),
      STAGEFOLD_INTAKE_PORT: "0",
      KAFKA_BROKERS: broker.address,
      SCHEMA_REGISTRY_URL: inject("registry"),
      ...SECRETS,
    });
  }

  async function eventsOf(service: StartedProcess): Promise<string> {
    await service.logged("intake is listening");
    const url = service.log().find(({ msg }) => msg === "intake is listening")?.url as string;
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 40_000 }).toBe(200);
    return `${url}/v1/events`;
  }

  /** The ids of the lead events in the topic. */
  async function idsInTopic(): Promise<readonly string[]> {
    const log = openKafkaLog({ brokers: [broker.address], clientId: "test" });
    try {
      const ids: string[] = [];
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const end = await log.endOffset(LEAD_EVENTS, partition);
        for (let next = 0; next < end; ) {
          const { records, nextOffset } = await log.read(LEAD_EVENTS, partition, next, { records: 1e5, bytes: 1e8 });
          for (const { value } of records) {
            const decoded = codec.decode(value ?? new Uint8Array());
            if (decoded.ok && "eventId" in decoded.record) ids.push(decoded.record.eventId);
          }
          next = nextOffset;
        }
      }
      return ids.sort();
    } finally {
      await log.close();
    }
  }

  const batch = (name: string): object[] =>
    Array.from({ length: 50 }, (_, n) => moved(`${name}-${n}`, { leadId: `lead-${n}` }));

  test("takes events while the brokers are away, also when it is killed and begun anew meanwhile, and brings each over once", async () => {
    const first = start(CONFIG);
    const events = await eventsOf(first);
    expect((await postedJson(events, batch("before"))).body).toMatchObject({ accepted: 50 });
    await expect.poll(async () => (await idsInTopic()).length, { timeout: 20_000 }).toBe(50);

    await broker.stop("SIGKILL");
    expect((await postedJson(events, batch("away"))).body).toMatchObject({ accepted: 50 });
    await first.logged("the log does not take events: they are kept here");
    first.kill("SIGKILL");
    await first.ended();

    const second = start(CONFIG);
    const again = await eventsOf(second);
    expect((await postedJson(again, [...batch("away"), ...batch("before")])).body).toMatchObject({ duplicates: 100 });
    expect((await postedJson(again, batch("still-away"))).body).toMatchObject({ accepted: 50 });

    await broker.start();
    const all = [...batch("away"), ...batch("before"), ...batch("still-away")] as { eventId: string }[];
    await expect.poll(idsInTopic, { timeout: 40_000 }).toEqual(all.map(({ eventId }) => eventId).sort());
    second.kill("SIGTERM");
    expect(await second.ended(), second.output()).toBe(0);
    expect(await idsInTopic()).toHaveLength(150);
  });

  test("follows the topic of a source, and goes on where it was", async () => {
    const kafka = new kafkajs.Kafka({ brokers: [broker.address], logLevel: kafkajs.logLevel.NOTHING });
    const [admin, producer] = [kafka.admin(), kafka.producer()];
    await Promise.all([admin.connect(), producer.connect()]);
    onTestFinished(async () => {
      await Promise.all([admin.disconnect(), producer.disconnect()]);
    });
    await admin.createTopics({ topics: [{ topic: "crm.changes", numPartitions: 1 }] });
    const change = (id: string) => ({
      value: JSON.stringify({ id, changed_at: "2026-03-02T09:00:00Z", status: "Qualified" }),
    });
    await producer.send({ topic: "crm.changes", messages: [change("1"), { value: "no json" }, change("2")] });

    const first = start(WITH_TOPIC);
    const events = await eventsOf(first);
    await expect.poll(async () => (await idsInTopic()).length, { timeout: 20_000 }).toBe(2);
    const metrics = await (await fetch(events.replace("/v1/events", "/metrics"))).text();
    expect(metrics).toContain('stagefold_intake_events_total{source="crm",outcome="accepted"} 2');
    expect(metrics).toContain('stagefold_intake_events_total{source="crm",outcome="refused"} 1');
    first.kill("SIGKILL");
    await first.ended();

    await producer.send({ topic: "crm.changes", messages: [change("3"), change("1")] });
    const second = start(WITH_TOPIC);
    await expect.poll(async () => (await idsInTopic()).length, { timeout: 40_000 }).toBe(3);
    second.kill("SIGTERM");
    expect(await second.ended(), second.output()).toBe(0);
    expect(new Set(await idsInTopic()).size).toBe(3);
  });
});
