import { createAvroCodec, SCHEMAS } from "@stagefold/codec";
import type { TargetSet } from "@stagefold/domain";
import { createSimulatedWorld } from "@stagefold/testkit";
import { expect, test } from "vitest";
import { RefusedRecords } from "./refused-records.ts";
import { STORE_CODEC } from "./store-codec.ts";

const target: TargetSet = {
  ...{ type: "TargetSet", eventId: "t1", tenantId: "acme", stage: "SQL", channel: null, month: "2026-03" },
  ...{ target: 5, revision: 1 },
};

test("given a record refused under a number of some registry, when the store is opened where nobody knows that number, then it is handed out all the same", () => {
  const world = createSimulatedWorld();
  const store = world.store("tracker");
  const registry = createAvroCodec({
    idOf: () => 70_000,
    schemaOf: (id) => (id === 70_000 ? SCHEMAS.TargetSet : undefined),
  });
  const key = Buffer.from("acme");
  const record = { offset: 7, timestamp: 9, key, value: registry.encode(target), headers: null };

  new RefusedRecords(store).keep("funnel-targets", record, registry);
  store.commit();
  store.close();

  const handedOut: unknown[] = [];
  new RefusedRecords(world.store("tracker")).judgeAnew(({ topic, record: { value, ...where } }) => {
    handedOut.push({ topic, ...where, decoded: STORE_CODEC.decode(value ?? Buffer.of()) });
    return true;
  });
  const decoded = { ok: true, record: target };
  expect(handedOut).toEqual([{ topic: "funnel-targets", offset: 7, timestamp: 9, key, headers: null, decoded }]);
});
