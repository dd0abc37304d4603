/** Traces of real processes on the embedded log, as a collector gets them: from a request to the published event. */

import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import type { LogRecord } from "@stagefold/processing";
import { DEAD_LETTERS, FUNNEL_METRICS, LEAD_EVENTS, LEAD_STAYS, SLA_BREACHES } from "@stagefold/processors";
import { logFileOf, openFolderLog } from "@stagefold/service";
import { parseTraceparent, type SpanName } from "@stagefold/tracing";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { prepareLeads, writeConfig } from "../e2e/prepared-folder.ts";
import { slaEvent } from "../e2e/sla-event.ts";
import { killAll, type StartedProcess, startProcess } from "../e2e/started-process.ts";
import { webhookReceiver } from "../e2e/webhook-receiver.ts";
import { CONFIG, moved, postedJson, SECRETS } from "../intake-api/served-intake.ts";
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from "./otlp-receiver.ts";

let folder: string;
let data: string;
let config: string;
let collector: OtlpReceiver;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "traces-"));
  data = join(folder, "data");
  config = join(folder, "config.yaml");
  writeFileSync(config, CONFIG);
  collector = await startOtlpReceiver();
});
afterEach(async () => {
  killAll();
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = `00-${TRACE}-00f067aa0ba902b7-01`;
const ALL = ["lead-tracker", "funnel-metrics", "intake"];

function run(parts: readonly string[], variables: Readonly<Record<string, string>>): StartedProcess {
  const flags = ["--config", config, "--data", data, ...(parts.includes("intake") ? ["--intake-port", "0"] : [])];
  return startProcess("packages/cli/src/main.ts", ["run", ...parts, ...flags], { ...SECRETS, ...variables });
}

/** Where intake takes events, once all that runs has caught up. */
async function takesEvents(started: StartedProcess): Promise<string> {
  await started.logged("events are taken: the topics were read");
  const url = started.log().find(({ msg }) => msg === "intake is listening")?.url;
  return `${url}/v1/events`;
}

async function recordsOf(topic: string): Promise<readonly LogRecord[]> {
  const log = openEmbeddedLogReader(logFileOf(data));
  try {
    return (await log.read(topic, 0, 0, { records: 10_000, bytes: 1e8 })).records;
  } finally {
    await log.close();
  }
}

function tracedBy({ headers }: LogRecord): SpanName | null {
  return parseTraceparent(headers?.traceparent);
}

const spanOf = (traceId: string, name: string) => (span: ReceivedSpan) =>
  span.traceId === traceId && span.name === name;

describe("an event that is posted to intake on a quiet stream", () => {
  it("is one trace from the request to the published metric, whose header names the span that wrote it", async () => {
    const started = run(ALL, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
    const events = await takesEvents(started);
    await started.logged("caught up", "stagefold-lead-tracker.0");
    await started.logged("caught up", "stagefold-funnel-metrics.0");

    const event = moved("secret-event", { leadId: "secret-lead" });
    expect((await postedJson(events, event, { traceparent: CALLER })).status).toBe(200);

    const published = await collector.received(spanOf(TRACE, `send ${FUNNEL_METRICS}`));
    const byId = new Map(collector.spans.map((span) => [span.spanId, span]));
    const path: string[] = [];
    for (let span = byId.get(published.spanId); span !== undefined; span = byId.get(span.parentId ?? "")) {
      path.unshift(`${span.kind} ${span.name}`);
    }
    expect(path).toEqual([
      "server POST /v1/events",
      "producer create lead-events",
      "consumer process lead-events",
      "consumer process stagefold-internal-funnel-deltas",
      "producer send funnel-metrics",
    ]);
    const [metric] = await recordsOf(FUNNEL_METRICS);
    const [stay] = await recordsOf(LEAD_STAYS);
    const writer = (record: LogRecord | undefined) => byId.get((record && tracedBy(record)?.spanId) ?? "")?.name;
    expect(writer(metric)).toBe("process stagefold-internal-funnel-deltas");
    expect(writer(stay)).toBe("process lead-events");

    const server = collector.spans.find(({ kind }) => kind === "server");
    expect(server).toMatchObject({
      service: "stagefold",
      attributes: { "http.request.method": "POST", "http.route": "/v1/events", "http.response.status_code": 200 },
    });
    expect(byId.get(tracedBy(metric as LogRecord)?.spanId ?? "")?.attributes).toMatchObject({
      "messaging.system": "stagefold_embedded_log",
      "messaging.operation.type": "process",
      "messaging.consumer.group.name": "stagefold-funnel-metrics",
      "messaging.destination.partition.id": "0",
      "messaging.batch.message_count": 1,
    });
    started.kill("SIGTERM");
    expect(await started.ended(), started.output()).toBe(0);
    expect(collector.text()).not.toMatch(/secret-event|secret-lead/);
    // What only moves the clock is not there: a quiet task does so every second.
    expect(collector.spans.filter(({ attributes }) => attributes["messaging.batch.message_count"] === 0)).toEqual([]);
  });
});

describe("events of several traces in one commit", () => {
  it("are linked from the commit, and the log's line about it has the id of the commit's trace", async () => {
    const intake = run(["intake"], { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
    const events = await takesEvents(intake);
    for (let n = 0; n < 200; n++) {
      const traceparent = `00-${(n + 1).toString(16).padStart(32, "0")}-00f067aa0ba902b7-01`;
      await postedJson(events, moved(`e-${n}`, { leadId: `l-${n}` }), { traceparent });
    }
    intake.kill("SIGTERM");
    expect(await intake.ended(), intake.output()).toBe(0);

    const tracker = run(["lead-tracker"], {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_SERVICE_NAME: "named",
      LOG_LEVEL: "debug",
    });
    const process = await collector.received(({ name }) => name === "process lead-events");

    expect(process).toMatchObject({ service: "named", parentId: null });
    const taken = new Set((await recordsOf(LEAD_EVENTS)).map(tracedBy).map((of) => `${of?.traceId}-${of?.spanId}`));
    expect(process.links.length).toBe(128);
    expect(process.links.every((link) => taken.has(link))).toBe(true);
    expect(process.attributes).toMatchObject({
      "messaging.batch.message_count": 200,
      "stagefold.records_not_linked": 72,
    });
    tracker.kill("SIGTERM");
    expect(await tracker.ended(), tracker.output()).toBe(0);
    const line = tracker.log().find(({ msg, commitNumber }) => msg === "committed" && commitNumber === 1);
    expect(line?.traceId).toBe(process.traceId);
  });
});

describe("a record that is not accepted", () => {
  it("is in the log under the id of the commit's trace, and its dead letter keeps the headers that it came with", async () => {
    const log = openFolderLog({ folder: data, partitions: 1, wallClock: Date.now });
    const headers = { traceparent: Buffer.from(CALLER), other: Buffer.from("x") };
    await log.append([{ topic: LEAD_EVENTS, partition: 0, key: null, value: Buffer.from("no record"), headers }]);
    await log.close();
    const tracker = run(["lead-tracker"], { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });

    const process = await collector.received(({ name }) => name === "process lead-events");

    expect(process).toMatchObject({ traceId: TRACE, parentId: "00f067aa0ba902b7" });
    expect(process.attributes).toMatchObject({ "stagefold.dead_letters": 1 });
    tracker.kill("SIGTERM");
    expect(await tracker.ended(), tracker.output()).toBe(0);
    const line = tracker.log().find(({ msg }) => msg === "records became dead letters");
    expect(line).toMatchObject({ traceId: TRACE, first: { traceId: TRACE } });
    const [letter] = await recordsOf(DEAD_LETTERS);
    expect(letter?.headers).toMatchObject(headers);
  });
});

describe("a round of the alert relay", () => {
  it("is a span, and its message names the request that brought it", async () => {
    const hook = await webhookReceiver();
    onTestFinished(() => hook.close());
    const alerts = join(folder, "alerts.yaml");
    const target = `{ name: crm, type: webhook, url: "${hook.url}secret", group: { wait: PT0S } }`;
    writeFileSync(alerts, `targets:\n  - ${target}\n`);
    const log = openFolderLog({ folder: data, partitions: 1, wallClock: Date.now });
    const value = createAvroCodec(EMBEDDED_SCHEMA_IDS).encode(slaEvent("BREACHED", "anna", 1));
    await log.append([{ topic: SLA_BREACHES, partition: 0, key: Buffer.from("acme|anna"), value, headers: null }]);
    await log.close();
    const relay = startProcess("services/alert-relay/src/main.ts", [], {
      STAGEFOLD_CONFIG: config,
      STAGEFOLD_DATA_DIR: data,
      STAGEFOLD_ALERTS_FILE: alerts,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    });

    const round = await collector.received(({ name }) => name === "tell webhook");

    const request = await collector.received(({ name }) => name === "POST");
    expect([round.service, request.parentId]).toEqual(["alert-relay", round.spanId]);
    expect(hook.received[0]?.headers.traceparent).toBe(`00-${round.traceId}-${request.spanId}-01`);
    expect(collector.text()).not.toMatch(/anna|secret|acme/);
    relay.kill("SIGTERM");
    expect(await relay.ended(), relay.output()).toBe(0);
  });
});

describe("a request to the query API", () => {
  it("is a span of the caller's trace, by its route: neither lead nor query is in it", async () => {
    await prepareLeads(data, 2);
    const serving = startProcess("services/query-api/src/main.ts", [], {
      STAGEFOLD_CONFIG: writeConfig(folder),
      STAGEFOLD_DATA_DIR: data,
      STAGEFOLD_API_PORT: "0",
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    });
    await serving.logged("listening");
    const url = serving.log().find(({ msg }) => msg === "listening")?.url;
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(200);

    const headers = { traceparent: CALLER };
    expect((await fetch(`${url}/v1/tenants/acme/leads/lead-1?secret=1`, { headers })).status).toBe(400);
    expect((await fetch(`${url}/v1/tenants/acme/leads/lead-1`, { headers })).status).toBe(200);
    expect((await fetch(`${url}/nowhere/lead-1`, { headers })).status).toBe(404);

    await collector.received(({ name }) => name === "GET");
    expect(collector.spans.map(({ name, attributes }) => [name, attributes["http.response.status_code"]])).toEqual([
      ["GET /v1/tenants/:tenantId/leads/:leadId", 400],
      ["GET /v1/tenants/:tenantId/leads/:leadId", 200],
      ["GET", 404],
    ]);
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    expect(collector.text()).not.toMatch(/lead-1|secret|acme/);
    serving.kill("SIGTERM");
    expect(await serving.ended(), serving.output()).toBe(0);
  });
});

describe("without a collector's address", () => {
  it("nothing is added to any record", async () => {
    const started = run(ALL, {});
    const events = await takesEvents(started);
    expect((await postedJson(events, moved("one"), { traceparent: CALLER })).status).toBe(200);
    await expect.poll(async () => (await recordsOf(FUNNEL_METRICS)).length).toBeGreaterThan(0);
    started.kill("SIGTERM");
    expect(await started.ended(), started.output()).toBe(0);

    for (const topic of [LEAD_EVENTS, LEAD_STAYS, FUNNEL_METRICS]) {
      expect((await recordsOf(topic)).map(({ headers }) => headers)).not.toContainEqual(expect.anything());
    }
  });
});

describe("a collector that is away", () => {
  it.each([
    ["refuses connections", async () => "http://127.0.0.1:1"],
    ["takes connections and answers nothing", silentCollector],
  ])(
    "or %s holds nobody up: events are published, spans dropped and counted, and the process ends in time",
    async (_, address) => {
      const started = run(ALL, { OTEL_EXPORTER_OTLP_ENDPOINT: await address(), STAGEFOLD_HTTP_PORT: "0" });
      const events = await takesEvents(started);
      const { host, port } = started.log().find(({ msg }) => msg === "health and metrics are served") ?? {};
      expect((await postedJson(events, moved("one"))).status).toBe(200);
      await expect.poll(async () => (await recordsOf(FUNNEL_METRICS)).length).toBeGreaterThan(0);
      await started.logged("the collector does not take spans: they are dropped until it does");
      const metrics = `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${port}/metrics`;
      // Those of the processors: intake, in its thread, has its own.
      await expect
        .poll(async () => /^stagefold_trace_spans_dropped_total [1-9]/m.test(await (await fetch(metrics)).text()))
        .toBe(true);

      started.kill("SIGTERM");
      // 1 would say that the limit of nine seconds had to end it.
      expect(await started.ended(), started.output()).toBe(0);
      const warned = started.log().filter(({ level, msg }) => level === "warn" && String(msg).includes("collector"));
      // Each of the threads has its own way to the collector.
      expect(warned.length).toBeLessThanOrEqual(2);
    },
  );
});

const silent: { close(): void }[] = [];
afterEach(() => {
  for (const server of silent.splice(0)) server.close();
});

async function silentCollector(): Promise<string> {
  const server = createServer(() => {}).listen(0, "127.0.0.1");
  await once(server, "listening");
  silent.push({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("settings that are wrong", () => {
  it("are said at once, without the address, which may hold a password", async () => {
    const started = run(["intake"], {
      OTEL_EXPORTER_OTLP_ENDPOINT: "kim:pw@collector",
      OTEL_TRACES_SAMPLER: "sometimes",
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
    });
    expect(await started.ended()).toBe(2);
    expect(started.output()).toMatch(/^OTEL_EXPORTER_OTLP_ENDPOINT: expected the address of a collector/m);
    expect(started.output()).toMatch(/^OTEL_TRACES_SAMPLER: expected one of always_on/m);
    expect(started.output()).toMatch(/^OTEL_EXPORTER_OTLP_PROTOCOL: expected .*not gRPC, found "grpc"/m);
    expect(started.output()).not.toContain("pw@");
  });
});
