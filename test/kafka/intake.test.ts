/** Intake on a real broker that goes away, and killed itself: what was acknowledged is in the topics, once. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { type Intake, IntakeFullError, openIntake } from "@stagefold/intake";
import { type KafkaLog, openKafkaLog } from "@stagefold/kafka";
import type { MappedEvent } from "@stagefold/sources";
import { filesWith } from "@stagefold/testkit";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { killedAfter } from "../intake/killed.ts";
import { CONFIG, START } from "../intake/offered.ts";
import { batchOf, idsOf } from "../intake/offering-child.ts";
import { PARTITIONS, publishedIn, TOPICS } from "../intake/topics.ts";
import { NO_OWN_SERVERS, startOwnBroker } from "./neighbours/own-servers.ts";
import type { Server } from "./neighbours/server.ts";
import { makeTopics } from "./stagefold-topics.ts";
import { until } from "./survival/until.ts";

const LIMIT_MS = 180_000;
const forever = new AbortController().signal;
const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);

describe.skipIf(NO_OWN_SERVERS !== null)("given a broker of its own", () => {
  let broker: Server;
  beforeAll(async () => {
    broker = await startOwnBroker();
    await makeTopics([broker.address], PARTITIONS);
  });
  afterAll(() => broker.remove());

  function openLog(): KafkaLog {
    const outputs = TOPICS.map(({ name }) => name);
    const log = openKafkaLog({
      brokers: [broker.address],
      clientId: "stagefold-intake",
      outputs,
      writesAnywhere: true,
    });
    onTestFinished(() => log.close());
    return log;
  }

  function folder(): string {
    const made = mkdtempSync(join(tmpdir(), "stagefold-intake-"));
    onTestFinished(() => rmSync(made, { recursive: true }));
    return made;
  }

  function open(log: KafkaLog, inFolder: string, capacityBytes = 1 << 20): Intake {
    const intake = openIntake({ folder: inFolder, log, codec, config: CONFIG, capacityBytes, wallClock: () => START });
    onTestFinished(() => intake.close(0));
    return intake;
  }

  test(
    "when it is away, offers are acknowledged until the buffer is full, also after a restart; once it is back all is there, in order",
    async () => {
      const log = openLog();
      const data = folder();
      const first = open(log, data);
      await first.ready(forever);
      await first.offer(moves("before"), { untilPublished: true });

      await broker.stop("SIGKILL");
      await first.offer(moves("away"));
      await until(() => first.state.logTrouble !== null);
      await first.offer(moves("longer"));
      expect(first.state.pendingEvents).toBe(2 * MOVES);
      await first.close(0);

      const second = open(log, data, 64 << 10);
      await second.ready(forever);
      const taken = ["before", "away", "longer"];
      await expect(
        (async () => {
          for (let nth = 0; ; nth++) {
            await second.offer(moves(`full ${nth}`));
            taken.push(`full ${nth}`);
          }
        })(),
      ).rejects.toThrow(IntakeFullError);
      expect(taken.length).toBeGreaterThan(5);

      await broker.start();
      await second.published(forever);
      expect(second.state).toMatchObject({ pendingEvents: 0, logTrouble: null });
      const ids = (await publishedIn(log, codec)).map(({ eventId }) => eventId);
      expect(ids).toEqual(taken.flatMap((name) => moves(name).map(({ record }) => record.eventId)));
    },
    LIMIT_MS,
  );

  test(
    "when a lead is erased, what was accepted of it is in the topics before that, and no byte of it in the folder",
    async () => {
      const log = openLog();
      const data = folder();
      const intake = open(log, data);
      await intake.ready(forever);
      const ofLead = { tenantId: "acme", leadId: "lead-Xq7Zt93", occurredAt: START };
      const [move] = moves("of-Xq7Zt93");
      const erasure = { type: "LeadErased", eventId: "forget", ...ofLead } as const;
      const events = [{ ...move?.record, ...ofLead }, erasure, { ...move?.record, ...ofLead, eventId: "late" }];
      const offered = events.map((record) => ({ kind: "record", record }) as MappedEvent);
      const statuses = (await intake.offer(offered)).map(({ status }) => status);
      expect(statuses).toEqual(["accepted", "accepted", "refused"]);
      await intake.close();
      expect(filesWith(data, "intake", "Xq7Zt93")).toEqual([]);
      const published = (await publishedIn(log, codec)).filter(
        (one) => "leadId" in one && one.leadId === ofLead.leadId,
      );
      expect(published.map(({ type }) => type)).toEqual(["LeadStageChanged", "LeadErased"]);
    },
    LIMIT_MS,
  );

  test(
    "when intake is killed again and again, what was acknowledged is there once",
    async () => {
      const data = folder();
      const file = fileURLToPath(new URL("../intake/offer-kafka.ts", import.meta.url));
      const acknowledged = await killedAfter([2, 40, 7, 25, 1, 60], { file, args: [broker.address, data] });
      expect(acknowledged.size).toBeGreaterThan(100);

      const log = openLog();
      const intake = open(log, data);
      await intake.ready(forever);
      await intake.published(forever);
      const ids = (await publishedIn(log, codec)).map(({ eventId }) => eventId);
      expect(new Set(ids).size).toBe(ids.length);
      expect([...acknowledged].flatMap(idsOf).filter((id) => !new Set(ids).has(id))).toEqual([]);

      // One that knows the topics alone finds them known.
      const other = open(log, folder());
      await other.ready(forever);
      const [some = 0] = acknowledged;
      expect(new Set((await other.offer(batchOf(some))).map(({ status }) => status))).toEqual(new Set(["duplicate"]));
    },
    LIMIT_MS,
  );
});

const MOVES = 100;

/** Moves of one lead. */
function moves(name: string): MappedEvent[] {
  return Array.from({ length: MOVES }, (_, nth) => ({
    kind: "record",
    record: {
      type: "LeadStageChanged",
      eventId: `${name} ${nth}`,
      tenantId: "acme",
      leadId: "1",
      occurredAt: START,
      sequence: nth,
      stage: "MQL",
      reason: null,
      channel: null,
      campaignId: null,
      ownerId: null,
      attributes: {},
    },
  }));
}
