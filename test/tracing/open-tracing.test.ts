/** Spans on their way to a collector: who they are of, which of them are recorded, and what becomes of too many. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openTracing, parseTraceparent, type SpanStart, type TracingOptions } from "@stagefold/tracing";
import { describe, expect, it, onTestFinished } from "vitest";
import { type OtlpReceiver, startOtlpReceiver } from "./otlp-receiver.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const caller = (flags: string): string => `00-${TRACE}-00f067aa0ba902b7-${flags}`;
const WORK: SpanStart = { name: "work", kind: "internal" };

function given(endpoint: string, of: Partial<TracingOptions> = {}) {
  return openTracing({
    url: `${endpoint}/v1/traces`,
    service: "worker",
    version: "1",
    sampling: { sampler: "parentbased_always_on", ratio: 1 },
    requestLimitMs: 2_000,
    ...of,
  });
}

async function receiver(): Promise<OtlpReceiver> {
  const collector = await startOtlpReceiver();
  onTestFinished(() => collector.close());
  return collector;
}

describe("a span", () => {
  it("comes with its program, parent, links, attributes, and the code of what it failed with, but no message", async () => {
    const collector = await receiver();
    const tracing = given(collector.endpoint);
    const links = [caller("01").replace(TRACE, "b".repeat(32)), "no trace"];
    const span = tracing.start({ ...WORK, parent: caller("01"), links, attributes: { n: 1 } });
    span.failed(Object.assign(new Error("of anna"), { code: "STF-TST-001" }));
    span.end();
    await tracing.close();

    expect(collector.spans).toEqual([
      {
        service: "worker",
        name: "work",
        kind: "internal",
        traceId: TRACE,
        spanId: parseTraceparent(span.traceparent)?.spanId,
        parentId: "00f067aa0ba902b7",
        links: [`${"b".repeat(32)}-00f067aa0ba902b7`],
        attributes: { n: 1, "error.type": "STF-TST-001" },
        isFailed: true,
        events: ["exception"],
      },
    ]);
    expect(collector.text()).not.toContain("anna");
    expect(tracing.counts).toEqual({ exported: 1, dropped: 0 });
  });

  it("that begins a trace has the id that it was told", async () => {
    const collector = await receiver();
    const tracing = given(collector.endpoint);
    const told = tracing.start({ ...WORK, traceId: TRACE });
    const other = tracing.start(WORK);
    told.end();
    other.end();
    await tracing.close();

    expect(told.traceId).toBe(TRACE);
    expect(other.traceId).not.toBe(TRACE);
    expect(collector.spans.map(({ parentId }) => parentId)).toEqual([null, null]);
  });

  it("that is never ended is not sent", async () => {
    const collector = await receiver();
    const tracing = given(collector.endpoint);
    tracing.start(WORK);
    await tracing.close();

    expect(collector.spans).toEqual([]);
  });
});

describe("which traces are recorded", () => {
  it.each([
    ["parentbased_always_on", 1, { none: true, sampled: true, not: false }],
    ["parentbased_always_off", 1, { none: false, sampled: true, not: false }],
    ["parentbased_traceidratio", 0, { none: false, sampled: true, not: false }],
    ["always_on", 1, { none: true, sampled: true, not: true }],
    ["always_off", 1, { none: false, sampled: false, not: false }],
    ["traceidratio", 0, { none: false, sampled: false, not: false }],
  ] as const)("is decided by %s with %d, and said to who takes over", async (sampler, ratio, recorded) => {
    const collector = await receiver();
    const tracing = given(collector.endpoint, { sampling: { sampler, ratio } });
    const parents = { none: null, sampled: caller("01"), not: caller("00") };
    const said = Object.entries(parents).map(([name, parent]) => {
      const span = tracing.start({ ...WORK, name, parent });
      span.end();
      return [name, parseTraceparent(span.traceparent)?.isSampled];
    });
    await tracing.close();

    expect(Object.fromEntries(said)).toEqual(recorded);
    const sent = Object.entries(recorded).filter(([, is]) => is);
    expect(collector.spans.map(({ name }) => name)).toEqual(sent.map(([name]) => name));
  });
});

it("a collector that hangs gets no more than there is room for: the rest is dropped and counted, said once, and closing ends", async () => {
  const server = createServer(() => {}).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const troubles: Error[] = [];
  const tracing = given(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    requestLimitMs: 100,
    events: { onTrouble: (error) => troubles.push(error) },
  });
  for (let n = 0; n < 5_000; n++) tracing.start(WORK).end();
  expect(tracing.counts).toEqual({ exported: 0, dropped: 5_000 - 4_096 });

  await tracing.close();

  await expect.poll(() => tracing.counts).toEqual({ exported: 0, dropped: 5_000 });
  expect(troubles).toHaveLength(1);
});
