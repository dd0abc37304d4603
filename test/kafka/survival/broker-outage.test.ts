/** The broker away under load, for as long as it likes: ended in order, killed, or frozen past every limit of time. */
import { createAvroCodec } from "@stagefold/codec";
import { FUNNEL_METRICS_GROUP, LEAD_TRACKER } from "@stagefold/processors";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import type { StartedProcess } from "../../e2e/started-process.ts";
import { NO_OWN_SERVERS, startOwnBroker } from "../neighbours/own-servers.ts";
import type { Server } from "../neighbours/server.ts";
import { registerOwnSchemas } from "../registry/own-schemas.ts";
import { makeTopics } from "../stagefold-topics.ts";
import { arrived, feedThrough } from "./feed.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { until } from "./until.ts";
import { world } from "./world.ts";

const PARTITIONS = 2;
const EVENTS = 6_000;
const TASKS = [LEAD_TRACKER, FUNNEL_METRICS_GROUP].flatMap((group) =>
  Array.from({ length: PARTITIONS }, (_, partition) => `${group}.${partition}`),
);
/** Waits that double from 0.1 s fill more than a minute with so many. */
const STEPS = 10;

describe.skipIf(NO_OWN_SERVERS !== null)("given a service under load", () => {
  let broker: Server;
  beforeEach(async () => {
    broker = await startOwnBroker();
  });
  afterEach(() => broker.remove());

  test("when the broker ends, is killed, and is frozen, and comes back, then the same process goes on, and what is published is as if nothing had been", async () => {
    const brokers = [broker.address];
    await makeTopics(brokers, PARTITIONS);
    const codec = createAvroCodec(await registerOwnSchemas(inject("registry")));
    const { send, log, settled, expectUndisturbed } = world(PARTITIONS, codec, brokers);
    const variables = { KAFKA_BROKERS: broker.address };
    const instance = startInstance({ folder: instanceFolder(), configYaml: SURVIVAL_CONFIG_YAML, variables });
    await Promise.all(TASKS.map((task) => instance.logged("caught up", task)));
    const fed = feedThrough({ send }, survivalLoad(EVENTS, 1));
    const outages = [
      { begin: () => broker.stop("SIGTERM"), end: () => broker.start() },
      { begin: () => broker.stop("SIGKILL"), end: () => broker.start() },
      { begin: () => broker.pause(), end: () => broker.resume() },
    ];

    for (const [nth, { begin, end }] of outages.entries()) {
      await until(() => fed.part() > (nth + 1) / (outages.length + 1));
      const before = troublesOf(instance);
      await begin();
      // Past the limits of requests and sessions: a task has failed, and the group has been given up.
      await until(() => {
        const { ofTasks, ofGroups } = troublesOf(instance);
        return ofTasks > before.ofTasks && ofGroups > before.ofGroups;
      });
      await end();
    }
    await fed.ended;
    await settled();
    await stopInstance(instance);

    await expectUndisturbed(await arrived(log, codec));
    // A line for a task or group and a wait, and the waits grow.
    const { ofTasks, ofGroups } = troublesOf(instance);
    expect(ofTasks).toBeLessThanOrEqual(outages.length * TASKS.length * STEPS);
    expect(ofGroups).toBeLessThanOrEqual(outages.length * 2 * STEPS);
  }, 180_000);
});

/** Lines of trouble in the log of an instance. */
function troublesOf(instance: StartedProcess): { readonly ofTasks: number; readonly ofGroups: number } {
  const lines = instance.log().filter(({ level }) => level === "warn");
  const ofTasks = lines.filter(({ task }) => task !== undefined).length;
  return { ofTasks, ofGroups: lines.filter(({ group }) => group !== undefined).length - ofTasks };
}
