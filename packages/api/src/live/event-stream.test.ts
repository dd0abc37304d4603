import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import type { ServedModel } from "../model.ts";
import { eventStream } from "./event-stream.ts";
import { sharedPages } from "./shared-pages.ts";

/** A model whose feed has as many breaches as are counted, long ones. */
function busyModel() {
  let count = 0;
  let listener = (): void => {};
  let read = 0;
  const model = {
    id: () => "model",
    lastChange: () => count,
    toldFrom: () => 0,
    changesSince(after: number, limit: number) {
      const until = Math.min(count, after + limit);
      const changes = Array.from({ length: until - after }, (_, n) => {
        read += 1;
        return { seq: after + n + 1, tenantId: "acme", kind: "breach", event: breachOf(after + n + 1) } as const;
      });
      return { changes, next: until, reset: null };
    },
  } as unknown as ServedModel;
  return {
    model,
    following: {
      onCommit(added: () => void) {
        listener = added;
        return () => {};
      },
    },
    happen(times: number) {
      count += times;
      listener();
    },
    read: () => read,
  };
}

function breachOf(seq: number) {
  const text = "x".repeat(1_000);
  const dimensions = { channel: text, campaignId: null, ownerId: null };
  const times = { startedAt: 0, dueAt: 1, endedAt: null, overdueMs: null, detectedAt: 2, live: true };
  const names = { eventId: `e${seq}`, clockId: "c", kind: "BREACHED", slaId: "s", severity: "page" } as const;
  return { type: "SlaBreachEvent", ...names, tenantId: "acme", leadId: "l", stage: "MQL", ...dimensions, ...times };
}

const HOW = { tenantId: "acme", lastEventId: undefined, kind: null, heartbeatMs: 1, patienceMs: 0 } as const;

it("holds a page for a client that takes nothing, however much happens, and cuts it in the end", async () => {
  const { model, following, happen, read } = busyModel();
  const stream = eventStream({ ...HOW, model, following, pages: sharedPages(model) });
  const closed = once(stream, "close");
  stream.read();

  for (let time = 0; time < 100; time++) {
    happen(1_000);
    await setImmediate();
  }
  await closed;

  expect(read()).toBeLessThanOrEqual(1_000);
  expect(stream.destroyed).toBe(true);
});

it("gives a client that takes everything each change once, in order, however often it is told of them", async () => {
  const { model, following, happen } = busyModel();
  const stream = eventStream({ ...HOW, patienceMs: 60_000, model, following, pages: sharedPages(model) });
  let text = "";
  stream.on("data", (chunk: string) => (text += chunk));

  for (const times of [1, 0, 700, 3, 1_200]) {
    happen(times);
    happen(0);
    await setImmediate();
  }
  const idsOf = (): number[] => [...text.matchAll(/event: breach\nid: model\.(\d+)/g)].map(([, id]) => Number(id));
  while (idsOf().length < 1_904) await setImmediate();
  stream.destroy();

  expect(idsOf()).toEqual(Array.from({ length: 1_904 }, (_, n) => n + 1));
});
