import { expect, it } from "vitest";
import type { ServedModel } from "../model.ts";
import { sharedPages } from "./shared-pages.ts";

const DIMENSIONS = { channel: null, campaignId: null, ownerId: null };
const TIMES = { startedAt: 0, dueAt: 1, endedAt: null, overdueMs: null, detectedAt: 2, live: true };
const EVENT = {
  ...({ type: "SlaBreachEvent", eventId: "e", clockId: "c", kind: "BREACHED", slaId: "s", severity: "page" } as const),
  ...{ tenantId: "acme", leadId: "anna", stage: "MQL", ...DIMENSIONS, ...TIMES },
};

it("gives no page again of which a lead was erased", () => {
  let toldFrom = 0;
  const model = {
    id: () => "model",
    toldFrom: () => toldFrom,
    changesSince: (after: number) =>
      after < toldFrom
        ? { changes: [], next: 1, reset: "it is no longer kept" }
        : { changes: [{ seq: 1, tenantId: "acme", kind: "breach", event: EVENT }], next: 1, reset: null },
  } as unknown as ServedModel;
  const pages = sharedPages(model);
  expect(pages.after(0)).toBe(pages.after(0));

  toldFrom = 1;

  expect(pages.after(0)).toEqual({ blocks: [], seq: 1, reset: "it is no longer kept" });
});
