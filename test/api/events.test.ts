/** The live events, as who listens meets them. What happens is written to the log as the processors would. */

import type { Serving } from "@stagefold/api";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { FunnelMetric, LeadErased, LeadEvent, SlaBreachEvent } from "@stagefold/domain";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import type { LogRecord } from "@stagefold/processing";
import { FUNNEL_METRICS, LEAD_EVENTS, SLA_BREACHES } from "@stagefold/processors";
import { liveBreachSchema, liveMetricSchema, liveResetSchema } from "@stagefold/reports";
import { logFileOf, openFolderLog } from "@stagefold/service";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type EventClient, eventClient } from "./event-client.ts";
import { type ReplayedFolder, replayedFolder } from "./replayed-folder.ts";
import { as, GUARDED, served, TOKENS } from "./served.ts";
import { until } from "./until.ts";

const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
let folder: ReplayedFolder;
let serving: Serving;
const clients: EventClient[] = [];
beforeAll(async () => {
  folder = await replayedFolder();
});
beforeEach(async () => {
  serving = await served(folder, GUARDED);
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.leave();
  await serving.close();
});
afterAll(() => folder?.remove());

async function listen(tenantId: keyof typeof TOKENS, lastEventId?: string, query = ""): Promise<EventClient> {
  const resumed = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
  const url = `${serving.url}/v1/tenants/${tenantId}/events${query}`;
  const client = await eventClient(url, { ...as(TOKENS[tenantId]), ...resumed });
  clients.push(client);
  // It says where it begins.
  await until(() => client.events.length > 0);
  return client;
}

let happened = 0;

/** A clock of the lead runs out. */
async function breach(tenantId: string, leadId: string): Promise<void> {
  happened += 1;
  await tell(tenantId, leadId, "BREACHED", happened);
}

/** Something is told of the clock that began with event `n`. */
async function tell(tenantId: string, leadId: string, kind: SlaBreachEvent["kind"], n: number): Promise<void> {
  const at = Date.UTC(2026, 2, 20, 13) + n;
  const clockId = `${tenantId}|${leadId}|accept-or-reject|${n}`;
  const event: SlaBreachEvent = {
    ...{ type: "SlaBreachEvent", eventId: `${clockId}|${kind}`, clockId, kind, slaId: "accept-or-reject" },
    ...{ severity: "page", tenantId, leadId, stage: "MQL", startedAt: at - 1_000, dueAt: at, endedAt: null },
    ...{ overdueMs: null, channel: "paid", campaignId: null, ownerId: "anna", detectedAt: at, live: true },
  };
  await publish(SLA_BREACHES, `${tenantId}|${leadId}`, codec.encode(event));
}

/** A metric of the tenant takes another value, so many times. */
async function restate(tenantId: string, times: number): Promise<FunnelMetric> {
  const reader = openEmbeddedLogReader(logFileOf(folder.data));
  const end = await reader.endOffset(FUNNEL_METRICS, 0);
  const { records } = await reader.read(FUNNEL_METRICS, 0, 0, { records: end, bytes: 64 << 20 });
  await reader.close();
  const found = records
    .map(metricOf)
    .findLast((each) => each?.tenantId === tenantId && each.metric === "leads_reached");
  if (found === null || found === undefined) throw new Error("nothing was published");
  let last = found;
  for (let time = 0; time < times; time++) {
    last = {
      ...last,
      revision: Number(last.revision) + 1,
      numerator: Number(last.numerator) + 1,
      value: (last.value ?? 0) + 1,
    };
    await publish(FUNNEL_METRICS, last.metricId, codec.encode(last));
  }
  return last;
}

function metricOf({ value }: LogRecord): FunnelMetric | null {
  const decoded = value === null ? null : codec.decode(value);
  return decoded?.ok === true && decoded.record.type === "FunnelMetric" ? decoded.record : null;
}

async function publish(topic: string, key: string, value: Uint8Array): Promise<void> {
  const log = openFolderLog({ folder: folder.data, partitions: 1, wallClock: Date.now });
  await log.append([{ topic, partition: 0, key: Buffer.from(key), value, headers: null }]);
  await log.close();
}

describe("live events", () => {
  it("tell a breach once it is in the log, and a metric as it is now", async () => {
    const client = await listen("acme");

    await breach("acme", "late");
    const told = await client.first(({ event }) => event === "breach");
    const metric = await restate("acme", 3);
    const changed = await client.first(({ event, data }) => event === "metric" && data.value === metric.value);

    expect(liveBreachSchema.parse(told.data)).toMatchObject({ tenantId: "acme", leadId: "late", kind: "BREACHED" });
    expect(liveMetricSchema.parse(changed.data)).toMatchObject({ tenantId: "acme", metricId: metric.metricId });
  });

  it("tell each tenant its own", async () => {
    const acme = await listen("acme");
    const globex = await listen("globex");

    await breach("acme", "one");
    await breach("globex", "two");
    await globex.first(({ event }) => event === "breach");
    await breach("acme", "three");
    await acme.first(({ data }) => data?.leadId === "three");

    expect(acme.events.flatMap(({ data }) => data?.leadId ?? [])).toEqual(["one", "three"]);
    expect(globex.events.flatMap(({ data }) => data?.leadId ?? [])).toEqual(["two"]);
  });

  it("tell only what was asked for", async () => {
    const client = await listen("acme", undefined, "?event=breach");
    await restate("acme", 1);
    await breach("acme", "one");
    await client.first(({ event }) => event === "breach");
    expect(client.events.map(({ event }) => event)).toEqual([null, "breach"]);
  });

  it("go on where a client left, each event once, also when the server was started again in between", async () => {
    const client = await listen("acme");
    await breach("acme", "before");
    const last = await client.first(({ event }) => event === "breach");
    client.leave();
    await breach("acme", "meanwhile");
    await serving.close();
    await breach("acme", "while it was away");
    serving = await served(folder, GUARDED);

    const back = await listen("acme", last.id);
    await breach("acme", "after");
    await back.first(({ data }) => data?.leadId === "after");

    expect(back.events.map(({ event }) => event)).not.toContain("reset");
    const leads = back.events.flatMap(({ data }) => data?.leadId ?? []);
    expect(leads).toEqual(["meanwhile", "while it was away", "after"]);
  });

  it("go on for a client that had no event yet", async () => {
    const client = await listen("acme");
    const [begin] = client.events;
    client.leave();
    await breach("acme", "meanwhile");

    const back = await listen("acme", begin?.id);

    expect((await back.first(({ event }) => event === "breach")).data.leadId).toBe("meanwhile");
  });

  it.each(["another-model.1", "nonsense", ""])("tell a client to read anew whose last event is %j", async (id) => {
    const client = await listen("acme", id);
    expect(client.events[0]?.event).toBe("reset");
    liveResetSchema.parse(client.events[0]?.data);

    await breach("acme", "then");

    expect((await client.first(({ event }) => event === "breach")).data.leadId).toBe("then");
  });

  it("tell a client to read anew whose read model was made again", async () => {
    const client = await listen("acme");
    const [begin] = client.events;
    await serving.close();
    serving = await served(folder, GUARDED, "another.db");

    const back = await listen("acme", begin?.id);

    expect(back.events[0]).toMatchObject({ event: "reset", data: { reason: expect.stringContaining("another") } });
  });

  it("tell that the alert of an erased lead is over, and nothing of the lead to who comes back", async () => {
    const leadId = "lead-Xq7Zt93";
    const event = { eventId: "e1", tenantId: "acme", leadId, occurredAt: Date.UTC(2026, 2, 16) };
    const none = { sequence: null, reason: null, channel: null, campaignId: null, ownerId: null, attributes: {} };
    const sendEvent = (record: LeadEvent | LeadErased) => publish(LEAD_EVENTS, `acme|${leadId}`, codec.encode(record));
    const page = async (id: string, headers = {}): Promise<Response> =>
      fetch(`${serving.url}/v1/tenants/acme/leads/${id}`, { headers: { ...as(TOKENS.acme), ...headers } });
    await sendEvent({ type: "LeadStageChanged", ...event, ...none, stage: "MQL" });
    await until(async () => (await page(leadId)).status === 200);
    const tag = { "if-none-match": (await page(leadId)).headers.get("etag") ?? "" };
    const [stays, leaves] = [await listen("acme"), await listen("acme")];
    await breach("acme", leadId);
    for (const client of [stays, leaves]) await client.first(({ data }) => data?.leadId === leadId);
    leaves.leave();

    await sendEvent({ type: "LeadErased", ...event, eventId: "e2" });
    await until(async () => (await page(leadId, tag)).status === 404);
    await tell("acme", leadId, "RETRACTED", happened);
    await stays.first(({ data }) => data?.kind === "RETRACTED");
    const back = await listen("acme", leaves.events[0]?.id);
    await until(() => back.events.length > 1);

    expect(stays.events.map(({ event }) => event)).not.toContain("reset");
    expect(back.events.flatMap(({ event, data }) => (event === "reset" ? event : (data?.kind ?? [])))).toEqual([
      "reset",
    ]);
    const [erased, unknown] = [await (await page(leadId)).text(), await (await page("nobody")).text()];
    expect(erased.replaceAll(leadId, "nobody")).toBe(unknown);
  });

  it("end when the server does, at once", async () => {
    const client = await listen("acme");
    await serving.close();
    await until(client.ended);
    serving = await served(folder, GUARDED);
  });

  it("have room for so many clients", async () => {
    await serving.close();
    serving = await served(folder, { ...GUARDED, maxStreams: 2 });
    const first = await listen("acme");
    await listen("acme");

    const answer = await fetch(`${serving.url}/v1/tenants/acme/events`, { headers: as(TOKENS.acme) });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: "STF-API-009" });

    first.leave();
    await until(async () => {
      const leaving = new AbortController();
      const again = await fetch(`${serving.url}/v1/tenants/acme/events`, {
        headers: as(TOKENS.acme),
        signal: leaving.signal,
      });
      leaving.abort();
      return again.status === 200;
    });
  });
});
