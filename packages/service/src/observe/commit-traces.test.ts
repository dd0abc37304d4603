import type { LogRecord, OutRecord } from "@stagefold/processing";
import { FUNNEL_DELTAS } from "@stagefold/processors";
import { parseTraceparent, type Span, type SpanStart, type Tracing, traceparentOf } from "@stagefold/tracing";
import { describe, expect, it } from "vitest";
import { tracedCommits } from "./commit-traces.ts";

const hex = (n: number, length: number): string => n.toString(16).padStart(length, "0");
/** The span `n` of a trace. */
const span = (trace: number, n = 1): string =>
  traceparentOf({ traceId: hex(trace, 32), spanId: hex(n, 16), isSampled: true });
const key = Buffer.from("acme|1");

function record(traceparent: string | null, of: Partial<LogRecord> = {}): LogRecord {
  const headers = traceparent === null ? null : { traceparent: Buffer.from(traceparent) };
  return { offset: 0, timestamp: 0, key, value: null, headers, ...of };
}

function output(topic: string, of: Partial<OutRecord> = {}): OutRecord {
  return { topic, partition: 0, key, value: null, headers: null, ...of };
}

/** The port of tracing, which keeps what was begun and what was ended. */
function recorded() {
  const ended: (SpanStart & { readonly id: string; readonly failure: unknown })[] = [];
  let spans = 0xa0;
  const tracing: Tracing = {
    counts: { exported: 0, dropped: 0 },
    close: async () => {},
    start(start): Span {
      const traceId = parseTraceparent(start.parent)?.traceId ?? start.traceId ?? "";
      const traceparent = traceparentOf({ traceId, spanId: hex(spans++, 16), isSampled: true });
      let failure: unknown = null;
      return {
        traceId,
        traceparent,
        set() {},
        failed(error) {
          failure = error;
        },
        end: () => void ended.push({ ...start, id: traceparent, failure }),
      };
    },
  };
  let now = 1_000;
  const traces = tracedCommits({ group: "g", partition: 3 }, { tracing, system: "kafka" }, () => now++);
  /** A commit that writes these; the headers that each gets. */
  const commit = (...outputs: readonly OutRecord[]) => {
    const { headersOf } = traces.committing();
    const headers = outputs.map((one) => headersOf?.(one)?.traceparent ?? null);
    traces.published();
    return { trace: traces.committed(7, 0), headers: headers.map((one) => one && Buffer.from(one).toString()) };
  };
  return { traces, ended, commit };
}

describe("the span of a commit", () => {
  it("goes on with the one trace that came in, and its outputs name it", () => {
    const { traces, ended, commit } = recorded();
    traces.took("lead-events", [record(span(1)), record(null), record(span(1, 2)), record(span(1))]);
    expect(traces.id).toBe(hex(1, 32));

    const { trace, headers } = commit(output("lead-stays"));

    const process = ended.find(({ name }) => name === "process lead-events");
    expect(process).toMatchObject({ kind: "consumer", parent: span(1), links: [span(1, 2)] });
    expect(process?.attributes).toMatchObject({
      "messaging.system": "kafka",
      "messaging.destination.name": "lead-events",
      "messaging.destination.partition.id": "3",
      "messaging.consumer.group.name": "g",
      "messaging.batch.message_count": 4,
    });
    expect(headers).toEqual([process?.id]);
    expect(trace).toEqual({ id: hex(1, 32), traceparent: process?.id });
    expect(ended.map(({ name, parent }) => [name, parent])).toEqual([
      ["send lead-stays", process?.id],
      ["commit g", process?.id],
      ["process lead-events", span(1)],
    ]);
  });

  it("of several traces begins one, linked to all, under the id that the log said", () => {
    const { traces, ended, commit } = recorded();
    const said = traces.id;
    traces.took("lead-events", [record(span(1)), record(span(2))]);
    expect(traces.id).toBe(said);

    const { trace } = commit(output("lead-stays"), output("sla-breaches"));

    expect(trace.id).toBe(said);
    expect(ended.at(-1)).toMatchObject({ parent: null, links: [span(1), span(2)], traceId: said });
    expect(ended[0]).toMatchObject({ name: "send", attributes: { "messaging.batch.message_count": 2 } });
  });

  it("has no more than 128 links, and says of how many records there is none", () => {
    const { traces, ended, commit } = recorded();
    traces.took(
      "lead-events",
      Array.from({ length: 300 }, (_, n) => record(span(1 + (n % 150)))),
    );
    commit(output("lead-stays"));

    expect(ended.at(-1)?.links).toHaveLength(128);
    expect(ended.at(-1)?.attributes).toMatchObject({ "stagefold.records_not_linked": 44 });
  });

  it("forgets with each commit what the last one took in", () => {
    const { traces, ended, commit } = recorded();
    traces.took("lead-events", [record(span(1))]);
    commit(output("lead-stays"));
    traces.took("lead-events", [record(span(2))]);
    commit(output("lead-stays"));

    expect(ended.at(-1)).toMatchObject({ parent: span(2), links: [] });
  });

  it("is not recorded where a clock alone came in or went out, and such a record never has a header", () => {
    const { traces, ended, commit } = recorded();
    const clock = { key: null };
    traces.took(FUNNEL_DELTAS, [record(null, clock)]);

    expect(commit(output(FUNNEL_DELTAS, clock)).headers).toEqual([null]);
    expect(ended).toEqual([]);
    expect(commit(output("sla-breaches"), output(FUNNEL_DELTAS, clock)).headers).toEqual([expect.any(String), null]);
    expect(ended.map(({ name }) => name)).toEqual(["send sla-breaches", "commit g", "process g"]);
  });

  it("ends with the failure, in the trace that the log says of it", () => {
    const { traces, ended, commit } = recorded();
    traces.took("lead-events", [record(span(1))]);
    traces.committing();
    const error = new Error("disk");
    expect(traces.id).toBe(hex(1, 32));

    traces.failed(error);

    expect(ended).toMatchObject([{ name: "process lead-events", parent: span(1), failure: error }]);
    expect(traces.id).not.toBe(hex(1, 32));
    commit(output("lead-stays"));
    expect(ended.at(-1)).toMatchObject({ parent: null, links: [] });
  });

  it("passes over headers that cannot be read", () => {
    const { traces, ended, commit } = recorded();
    traces.took("lead-events", [record("00-no-trace"), record(span(2))]);
    commit(output("lead-stays"));

    expect(ended.at(-1)).toMatchObject({ parent: span(2), links: [] });
  });
});
