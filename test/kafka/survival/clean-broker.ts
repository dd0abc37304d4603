/** The shared broker and registry, with all that Stagefold needs there for one file of tests. */
import { type AvroCodec, createAvroCodec } from "@stagefold/codec";
import { FUNNEL_METRICS_GROUP, LEAD_TRACKER } from "@stagefold/processors";
import kafkajs, { type Admin } from "kafkajs";
import { inject } from "vitest";
import { killAll } from "../../e2e/started-process.ts";
import { registerOwnSchemas } from "../registry/own-schemas.ts";
import { deleteTopics, makeTopics } from "../stagefold-topics.ts";
import { until } from "./until.ts";

const GROUPS = [LEAD_TRACKER, FUNNEL_METRICS_GROUP];

/** host:port of the brokers. */
export function brokers(): readonly string[] {
  return inject("brokers").split(",");
}

/** Makes topics and schemas; gives the codec of who writes and reads there. */
export async function prepareBroker(partitions: number): Promise<AvroCodec> {
  await makeTopics(brokers(), partitions);
  return createAvroCodec(await registerOwnSchemas(inject("registry")));
}

/** What the coordinator says of the groups of both processors. */
export function groupStates(): Promise<readonly string[]> {
  return withAdmin(async (admin) => (await admin.describeGroups(GROUPS)).groups.map(({ state }) => state));
}

/** Removes the topics, and the groups once nobody is in them any more. What a test that failed left running is ended. */
export async function cleanBroker(): Promise<void> {
  killAll();
  await until(async () => (await groupStates()).every((state) => state === "Empty" || state === "Dead"));
  await withAdmin(async (admin) => {
    const known = (await admin.listGroups()).groups.map(({ groupId }) => groupId);
    const left = GROUPS.filter((group) => known.includes(group));
    if (left.length > 0) await admin.deleteGroups(left);
  });
  await deleteTopics(brokers());
}

async function withAdmin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new kafkajs.Kafka({ brokers: [...brokers()], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
