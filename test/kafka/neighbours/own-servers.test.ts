/** What tests rely on when they stop, kill and freeze a server of their own. */
import { randomUUID } from "node:crypto";
import { createAvroCodec, SCHEMAS } from "@stagefold/codec";
import kafkajs, { type Kafka } from "kafkajs";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { NO_OWN_SERVERS, startOwnBroker, startOwnRegistry } from "./own-servers.ts";
import type { Server } from "./server.ts";
import { probeBroker, probeRegistry } from "./until-answers.ts";

describe.skipIf(NO_OWN_SERVERS !== null)("a broker of a test's own", () => {
  let broker: Server;
  beforeAll(async () => {
    broker = await startOwnBroker();
  });
  afterAll(() => broker.remove());

  test("given a record, when the broker is stopped and another time killed, then it has the record at the same address each time, and the shared broker goes on", async () => {
    await write(clientOf(broker.address), "kept");

    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      await broker.stop(signal);
      await expect(probeBroker(broker.address)).rejects.toThrow();
      await probeBroker(inject("brokers"));
      await broker.start();

      expect(await endOffset(clientOf(broker.address), "kept")).toBe("1");
    }
    expect(await broker.log()).not.toBe("");
  });

  test("given a frozen broker, when a client asks, then nothing is answered until it goes on; frozen again it can be stopped", async () => {
    await broker.pause();
    await expect(probeBroker(broker.address)).rejects.toThrow("timed out");
    await broker.resume();
    await probeBroker(broker.address);

    await broker.pause();
    await broker.stop("SIGTERM");
    await expect(probeBroker(broker.address)).rejects.toThrow();
  });
});

describe.skipIf(NO_OWN_SERVERS !== null)("a registry of a test's own", () => {
  test("given a registry with a schema, when it is frozen, then it answers nothing until it goes on, and has the schema; stopped and started it answers at the same address", async () => {
    const registry = await startOwnRegistry();
    onTestFinished(() => registry.remove());
    const id = await register(registry.address, "frozen-value");

    await registry.pause();
    await expect(probeRegistry(registry.address)).rejects.toThrow("timeout");
    await registry.resume();
    expect(await register(registry.address, "frozen-value")).toBe(id);

    await registry.stop("SIGTERM");
    await expect(probeRegistry(registry.address)).rejects.toThrow("fetch failed");
    await registry.start();
    await probeRegistry(registry.address);
  });
});

test("given a schema in the shared registry, when an event is written under its id to the shared broker, then who reads it decodes it by what the registry has under that id", async () => {
  const id = await register(inject("registry"), `${randomUUID()}-LeadStageChanged`);
  const writer = createAvroCodec({ idOf: () => id, schemaOf: () => undefined });
  const nothing = { sequence: null, reason: null, channel: null, campaignId: null, ownerId: null, attributes: {} };
  const event = { eventId: "e", tenantId: "acme", leadId: "1", stage: "MQL", occurredAt: 5, ...nothing };
  const topic = randomUUID();
  const kafka = clientOf(inject("brokers"));

  await write(kafka, topic, writer.encode({ type: "LeadStageChanged", ...event }));
  const value = await firstValue(kafka, topic);
  const answer = await fetch(`${inject("registry")}/schemas/ids/${value.readUInt32BE(1)}`);
  const { schema } = (await answer.json()) as { readonly schema: string };
  const reader = createAvroCodec({ idOf: () => id, schemaOf: () => schema });

  expect(reader.decode(value)).toMatchObject({ ok: true, record: event });
});

function clientOf(brokers: string): Kafka {
  return new kafkajs.Kafka({ brokers: brokers.split(","), logLevel: kafkajs.logLevel.NOTHING });
}

/** Makes the topic and writes one record. */
async function write(kafka: Kafka, topic: string, value: Buffer = Buffer.from("v")): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic }], waitForLeaders: true });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ value }] });
  await producer.disconnect();
}

async function endOffset(kafka: Kafka, topic: string): Promise<string | undefined> {
  const admin = kafka.admin();
  await admin.connect();
  const [partition] = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return partition?.high;
}

async function firstValue(kafka: Kafka, topic: string): Promise<Buffer> {
  const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  try {
    return await new Promise((resolve, reject) => {
      const eachMessage = async ({ message }: { readonly message: { readonly value: Buffer | null } }) =>
        resolve(message.value ?? Buffer.alloc(0));
      consumer.run({ eachMessage }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
}

/** Its id; the same for the same schema. */
async function register(url: string, subject: string): Promise<number> {
  const answer = await fetch(`${url}/subjects/${subject}/versions`, {
    method: "POST",
    headers: { "content-type": "application/vnd.schemaregistry.v1+json" },
    body: JSON.stringify({ schema: SCHEMAS.LeadStageChanged }),
  });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { readonly id: number }).id;
}
