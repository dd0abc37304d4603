import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseTraceparent, type Span, type SpanStart, type Tracing, traceparentOf } from "@stagefold/tracing";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type AlertFile, openAlertFile } from "../file/alert-file.ts";
import { noteNews } from "../follow/note-news.ts";
import type { SlaNews } from "../news/sla-news.ts";
import { NOON, slaEvent, targetsOf } from "../relayed-world.test-support.ts";
import type { Outcome, Request } from "./post.ts";
import { Sender } from "./sender.ts";

const targets = targetsOf(
  '  - { name: chat, type: slack, url: "http://chat.example/", group: { wait: PT0S, interval: PT0S } }',
);

let folder: string;
let file: AlertFile;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "alerts-"));
  file = openAlertFile(join(folder, "alerts.db"));
});
afterEach(() => {
  file.close();
  rmSync(folder, { recursive: true });
});

/** The spans that were ended, with what they failed with. */
function recorded(): {
  readonly tracing: Tracing;
  readonly ended: (SpanStart & { id: string; failures: unknown[] })[];
} {
  const ended: (SpanStart & { id: string; failures: unknown[] })[] = [];
  let spans = 1;
  const start = (span: SpanStart): Span => {
    const traceId = parseTraceparent(span.parent)?.traceId ?? "a".repeat(32);
    const id = traceparentOf({ traceId, spanId: String(spans++).padStart(16, "0"), isSampled: true });
    const failures: unknown[] = [];
    const end = (): void => void ended.push({ ...span, id, failures });
    return { traceId, traceparent: id, set() {}, failed: (error) => failures.push(error), end };
  };
  return { ended, tracing: { start, counts: { exported: 0, dropped: 0 }, close: async () => {} } };
}

/** Tells the target of a breach; what it was sent. */
async function tell(outcome: Outcome, tracing: Tracing | null): Promise<readonly Request[]> {
  const sent: Request[] = [];
  const [target] = targets;
  if (target === undefined) throw new Error("no target");
  noteNews(file, targets, slaEvent("BREACHED", "anna") as SlaNews, NOON);
  const sender = new Sender({
    target,
    file,
    post: async (request) => {
      sent.push(request);
      return outcome;
    },
    wallClock: () => NOON,
    signal: new AbortController().signal,
    events: { onTold() {}, onFailed() {}, onGivenUp() {} },
    tracing,
  });
  await sender.step();
  return sent;
}

it("a round that is told is a span, its request another, which the request names", async () => {
  const { tracing, ended } = recorded();

  const [request] = await tell({ kind: "taken" }, tracing);

  const [posted, round] = ended;
  expect(ended.map(({ name, kind }) => [name, kind])).toEqual([
    ["POST", "client"],
    ["tell slack", "internal"],
  ]);
  expect(request?.headers.traceparent).toBe(posted?.id);
  expect(posted?.parent).toBe(round?.id);
  expect(round?.attributes).toEqual({ "stagefold.target": "chat", "stagefold.sla_clocks": 1 });
  expect(ended.flatMap(({ failures }) => failures)).toEqual([]);
});

it("a target that refuses is said by its outcome, not by its words", async () => {
  const { tracing, ended } = recorded();

  await tell({ kind: "not now", why: "it answered 500: no room for anna", retryAfterMs: null }, tracing);

  expect(ended.map(({ failures }) => failures)).toEqual([["not now"], ["not now"]]);
  expect(JSON.stringify(ended)).not.toContain("anna");
});

it("without traces a request has no such header", async () => {
  const [request] = await tell({ kind: "taken" }, null);

  expect(Object.keys(request?.headers ?? {})).not.toContain("traceparent");
});
