/** Processors live on an embedded log, by a clock that moves a second whenever they have nothing to do. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AvroRecord, createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { parseConfig } from "@stagefold/config";
import { type EmbeddedLog, LogUnavailableError } from "@stagefold/embedded-log";
import type { Log, TaskSession } from "@stagefold/processing";
import { FUNNEL_METRICS, LEAD_EVENTS, LEAD_STAYS, SLA_BREACHES } from "@stagefold/processors";
import { manualClock } from "@stagefold/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLogger } from "../logger.ts";
import { runTasks } from "../run-tasks.ts";
import { openFolderLog } from "./embedded-folder.ts";
import { metricsTasks, trackerTasks } from "./embedded-tasks.ts";

const START = Date.UTC(2026, 2, 2, 8);
const SECOND = 1_000;
const config = parseConfig(
  `
tenants:
  acme:
    timeZone: Europe/Rome
    currency: EUR
    funnel: { stages: [MQL, SQL, REJECTED], qualified: MQL, accepted: SQL, rejected: REJECTED }
    slas:
      - { id: answer, severity: page, starts: { entersStage: MQL }, ends: [{ leavesStage: true }], within: PT2M }
clock: { lateness: PT30S }
`,
  "config.yaml",
);
const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);

let folder: string;
let log: EmbeddedLog;
let clock: ReturnType<typeof manualClock>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "live-"));
  clock = manualClock(START);
  log = openFolderLog({ folder, partitions: 1, wallClock: clock.now });
});
afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true });
});

/** A lead enters `stage` now. */
async function enters(leadId: string, stage: string): Promise<void> {
  const nothing = { sequence: null, reason: null, channel: null, campaignId: null, ownerId: null, attributes: {} };
  const event = { type: "LeadStageChanged", eventId: `${leadId}-${stage}`, tenantId: "acme", leadId } as const;
  const value = codec.encode({ ...event, stage, occurredAt: clock.now(), ...nothing });
  await log.append([{ topic: LEAD_EVENTS, partition: 0, key: Buffer.from(`acme|${leadId}`), value, headers: null }]);
}

/** Runs both processors for so many seconds; `at` says what happens in which second. */
async function run(seconds: number, at: Readonly<Record<number, () => Promise<void>>>, seen: Log = log): Promise<void> {
  const stop = new AbortController();
  const options = { folder, config, partitions: 1, wallClock: clock.now, replay: false, clockLimit: null };
  let second = 0;
  await runTasks([...trackerTasks(seen, options), ...metricsTasks(seen, options)], {
    signal: stop.signal,
    logger: createLogger({ service: "test", level: "fatal", out: { write() {} } }),
    stopwatch: clock.now,
    async idle() {
      clock.advance(SECOND);
      second++;
      await at[second]?.();
      if (second >= seconds) stop.abort();
    },
  });
}

/** What was published to `topic`, with the second in which it was. */
async function published<T extends AvroRecord["type"]>(topic: string, type: T) {
  const { records } = await log.read(topic, 0, 0, { records: 100_000, bytes: 1 << 30 });
  return records.flatMap(({ timestamp, value }) => {
    const decoded = codec.decode(value as Uint8Array);
    if (!decoded.ok || decoded.record.type !== type) return [];
    return [{ second: (timestamp - START) / SECOND, record: decoded.record as Extract<AvroRecord, { type: T }> }];
  });
}

describe("live", () => {
  it("raises a breach in silence: lateness after it was due, not before", async () => {
    await run(170, { 5: () => enters("lead-1", "MQL") });

    const breaches = await published(SLA_BREACHES, "SlaBreachEvent");
    expect(breaches).toMatchObject([
      {
        record: { kind: "BREACHED", clockId: "acme|lead-1|answer|lead-1-MQL", dueAt: START + 125 * SECOND, live: true },
      },
    ]);
    expect(breaches[0]?.second).toBeGreaterThanOrEqual(155);
    expect(breaches[0]?.second).toBeLessThanOrEqual(157);
    const metrics = await published(FUNNEL_METRICS, "FunnelMetric");
    const breached = metrics.filter(({ record }) => record.metric === "sla_breached" && record.grain === "MONTH");
    expect(breached.at(-1)?.record).toMatchObject({ numerator: 1 });
  });

  it("raises none for a lead that moves on in time, also when the event is late within the lateness", async () => {
    await run(300, { 5: () => enters("lead-1", "MQL"), 124: () => enters("lead-1", "SQL") });

    expect(await published(SLA_BREACHES, "SlaBreachEvent")).toEqual([]);
    expect(await published(LEAD_STAYS, "LeadStageStay")).toMatchObject([
      { record: { stage: "MQL", exitedAt: null } },
      { record: { stage: "MQL", exitedAt: START + 124 * SECOND } },
      { record: { stage: "SQL", exitedAt: null } },
    ]);
  });

  it("knows after a restart what is due, and publishes it once", async () => {
    await run(60, { 5: () => enters("lead-1", "MQL") });
    await run(110, {});
    await run(10, {});

    const breaches = await published(SLA_BREACHES, "SlaBreachEvent");
    expect(breaches.map(({ record }) => record.kind)).toEqual(["BREACHED"]);
  });

  it("publishes once what a failing disk kept it from publishing", async () => {
    let failures = 3;
    const failing: Log = {
      ...log,
      async openTask(id) {
        const session = await log.openTask(id);
        const commit: TaskSession["commit"] = async (outputs, mark) => {
          if (mark.commitNumber > 2 && failures-- > 0) throw new LogUnavailableError("log.db", new Error("disk full"));
          await session.commit(outputs, mark);
        };
        return { lastMark: session.lastMark, commit, close: () => session.close() };
      },
    };

    await run(60, { 5: () => enters("lead-1", "MQL"), 9: () => enters("lead-2", "MQL") }, failing);

    const stays = await published(LEAD_STAYS, "LeadStageStay");
    expect(failures).toBeLessThanOrEqual(0);
    expect(stays.map(({ record }) => record.leadId)).toEqual(["lead-1", "lead-2"]);
  });

  it("can be stopped while it rebuilds a lost store, and rebuilds it the next time", async () => {
    await run(60, { 5: () => enters("lead-1", "MQL") });
    rmSync(join(folder, "stores"), { recursive: true });
    mkdirSync(join(folder, "stores"));
    const options = { folder, config, partitions: 1, wallClock: clock.now, replay: false, clockLimit: null };
    const [source] = trackerTasks(log, options);

    await expect(source?.open(AbortSignal.abort(new Error("stopping")))).rejects.toThrow("stopping");
    await run(110, {});

    expect((await published(SLA_BREACHES, "SlaBreachEvent")).map(({ record }) => record.kind)).toEqual(["BREACHED"]);
    expect(await published(LEAD_STAYS, "LeadStageStay")).toHaveLength(1);
  });
});
