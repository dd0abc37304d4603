/** The broker away under load, for as long as it likes: ended in order, killed, or frozen past every limit of time. */
import { openKafkaLog } from "@stagefold/kafka";
import type { OutRecord } from "@stagefold/processing";
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { recordFor } from "../../law/bring.ts";
import { answerOf } from "../../law/published.ts";
import { NO_OWN_SERVERS, startOwnBroker } from "../neighbours/own-servers.ts";
import type { Server } from "../neighbours/server.ts";
import { withEmbeddedIds } from "./embedded-ids.ts";
import { feed } from "./feed.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { liveViolations, published, settled } from "./published-on-kafka.ts";
import { createStagefoldTopics, deleteStagefoldTopics } from "./stagefold-topics.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { undisturbed } from "./undisturbed.ts";
import { until } from "./until.ts";

const PARTITIONS = 2;
const EVENTS = 6_000;

describe.skipIf(NO_OWN_SERVERS !== null)("given a service under load", () => {
  let broker: Server;
  beforeAll(async () => {
    broker = await startOwnBroker();
  });
  afterAll(() => broker.remove());

  const outages: Readonly<Record<string, { begin(): Promise<void>; end(): Promise<void> }>> = {
    "ends in order": { begin: () => broker.stop("SIGTERM"), end: () => broker.start() },
    "is killed": { begin: () => broker.stop("SIGKILL"), end: () => broker.start() },
    "is frozen": { begin: () => broker.pause(), end: () => broker.resume() },
  };

  test.each(Object.keys(outages))(
    "when the broker %s and comes back, then the same process goes on, and what is published is as if nothing had been",
    async (name) => {
      const outage = outages[name] as (typeof outages)[string];
      const brokers = [broker.address];
      await createStagefoldTopics(brokers, PARTITIONS);
      const folder = instanceFolder();
      const log = await withEmbeddedIds(openKafkaLog({ brokers, clientId: "test" }), inject("registry"));
      onTestFinished(() => log.close());
      const records = survivalLoad(EVENTS, 1).map((record) => recordFor(record, PARTITIONS));
      const instance = startInstance({ brokers, folder, configYaml: SURVIVAL_CONFIG_YAML });
      const fed = feed(log, records);
      await until(() => fed.done() > records.length / 4);

      await outage.begin();
      const tasks = ["lead-tracker", "funnel-metrics"].flatMap((group) =>
        Array.from({ length: PARTITIONS }, (_, partition) => `stagefold-${group}.${partition}`),
      );
      const T0 = performance.now();
      setTimeout(()=>console.log(instance.output()), 35000);
      await Promise.all(tasks.map((task) => instance.logged("the task failed and is taken over again", task)));
      console.log(name, "failed after", performance.now() - T0);
      await outage.end();
      console.log("back", performance.now() - T0);
      await fed.ended;
      console.log("fed", performance.now() - T0);
      await settled(log, PARTITIONS);
      console.log("settled", performance.now() - T0);
      await stopInstance(instance);

      const outcome = await published(log, PARTITIONS);
      expect(outcome.flaws).toEqual([]);
      const input: OutRecord[] = await fed.arrived();
      const expected = await undisturbed({ folder, configYaml: SURVIVAL_CONFIG_YAML, partitions: PARTITIONS, records: input });
      expect(liveViolations(expected)).toEqual([]);
      expect(answerOf(outcome.folded)).toEqual(answerOf(expected));
      const noise = instance.log().filter(({ level }) => level !== "info");
      console.log(noise.length, JSON.stringify(noise.map(({ msg, waitMs, err }) => [msg, waitMs, (err as {message:string}).message])));
      await deleteStagefoldTopics(brokers);
    },
    120_000,
  );
});
