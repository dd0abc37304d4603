/** One trace over three processes on Kafka: from a request to intake to the published metric. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openKafkaLog } from "@stagefold/kafka";
import { FUNNEL_METRICS } from "@stagefold/processors";
import { parseTraceparent } from "@stagefold/tracing";
import { afterAll, afterEach, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { killAll, type StartedProcess, startProcess } from "../e2e/started-process.ts";
import { CONFIG, moved, postedJson, SECRETS } from "../intake-api/served-intake.ts";
import { startOtlpReceiver } from "../tracing/otlp-receiver.ts";
import { registerOwnSchemas } from "./registry/own-schemas.ts";
import { deleteTopics, makeTopics } from "./stagefold-topics.ts";

const brokers = inject("brokers");
const PARTITIONS = 2;
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

beforeAll(async () => {
  await makeTopics(brokers.split(","), PARTITIONS);
  await registerOwnSchemas(inject("registry"));
});
afterEach(killAll);
afterAll(() => deleteTopics(brokers.split(",")));

test("given a request with a trace, when three processes handle it, then the metric's header names the span that wrote it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-traces-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const collector = await startOtlpReceiver();
  onTestFinished(() => collector.close());
  writeFileSync(join(folder, "config.yaml"), CONFIG);
  const start = (service: string): StartedProcess =>
    startProcess(`services/${service}/src/main.ts`, [], {
      STAGEFOLD_CONFIG: join(folder, "config.yaml"),
      STAGEFOLD_DATA_DIR: join(folder, service),
      STAGEFOLD_INTAKE_PORT: "0",
      KAFKA_BROKERS: brokers,
      SCHEMA_REGISTRY_URL: inject("registry"),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      ...SECRETS,
    });
  const [intake, ...processors] = [start("intake"), start("lead-tracker"), start("funnel-metrics")];
  await Promise.all([
    intake.logged("events are taken: the topics were read"),
    ...processors.map((processor) => processor.logged("caught up")),
  ]);
  const { url } = intake.log().find(({ msg }) => msg === "intake is listening") ?? {};
  const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;

  expect((await postedJson(`${url}/v1/events`, moved("one"), { traceparent })).status).toBe(200);

  const published = await collector.received(
    ({ traceId, name }) => traceId === TRACE && name === `send ${FUNNEL_METRICS}`,
  );
  // Each process sends its own spans when it likes.
  await collector.received(({ traceId, kind }) => traceId === TRACE && kind === "server");
  const parents: string[] = [];
  for (let id = published.parentId; id !== "00f067aa0ba902b7"; ) {
    const span = await collector.received(({ spanId }) => spanId === id);
    parents.push(`${span.service}: ${span.name}`);
    id = span.parentId;
  }
  expect(parents).toEqual([
    "funnel-metrics: process stagefold-internal-funnel-deltas",
    "lead-tracker: process lead-events",
    "intake: create lead-events",
    "intake: POST /v1/events",
  ]);
  expect(published.attributes["messaging.system"]).toBe("kafka");
  const written = await metricHeaders();
  expect(written.length).toBeGreaterThan(0);
  for (const header of written) {
    expect(parseTraceparent(header)).toEqual({ traceId: TRACE, spanId: published.parentId, isSampled: true });
  }
});

/** The headers `traceparent` of all metrics. */
async function metricHeaders(): Promise<readonly (Uint8Array | undefined)[]> {
  const log = openKafkaLog({ brokers: brokers.split(","), clientId: "test" });
  try {
    const all = await Promise.all(
      Array.from({ length: PARTITIONS }, (_, partition) =>
        log.read(FUNNEL_METRICS, partition, 0, { records: 10_000, bytes: 1e8 }),
      ),
    );
    return all.flatMap(({ records }) => records.map(({ headers }) => headers?.traceparent));
  } finally {
    await log.close();
  }
}
