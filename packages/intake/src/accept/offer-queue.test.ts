import { expect, it } from "vitest";
import { Bench, CODEC, never, publishedIds, records, stageChanged } from "../opened-intake.test-support.ts";

it("offers that come together are one after the other, and one that cannot be taken takes none with it", async () => {
  await using bench = new Bench();
  const failing = {
    ...CODEC,
    encode(of: Parameters<typeof CODEC.encode>[0]) {
      if ("leadId" in of && of.leadId === "broken") throw new TypeError("a fault of the program");
      return CODEC.encode(of);
    },
  };
  const intake = await bench.ready({ codec: failing });
  const [first, broken, second] = await Promise.allSettled([
    intake.offer(records(stageChanged({ eventId: "a" }))),
    intake.offer(records(stageChanged({ eventId: "b" }), stageChanged({ leadId: "broken" })), {
      mark: { reader: "r", state: "1" },
    }),
    intake.offer(records(stageChanged({ eventId: "a" }), stageChanged({ eventId: "b", stage: "SQL" }))),
  ]);
  expect(first).toMatchObject({ value: [{ status: "accepted" }] });
  expect(broken).toMatchObject({ reason: { message: "a fault of the program" } });
  expect(second).toMatchObject({ value: [{ status: "duplicate" }, { status: "accepted" }] });
  expect(intake.mark("r")).toBeNull();
  await intake.published(never);
  expect(await publishedIds(bench.log)).toEqual(["a", "b"]);
});

it("more than fits into one transaction is taken in order", async () => {
  await using bench = new Bench();
  const intake = await bench.ready({ capacityBytes: 100 << 20 });
  const batch = (n: number) =>
    records(...Array.from({ length: 1_800 }, (_, i) => stageChanged({ eventId: `${n}:${i}`, leadId: `${i}` })));
  const outcomes = await Promise.all([batch(1), batch(2), batch(3), batch(1)].map((events) => intake.offer(events)));
  expect(outcomes.map((all) => new Set(all.map(({ status }) => status)))).toEqual(
    ["accepted", "accepted", "accepted", "duplicate"].map((status) => new Set([status])),
  );
  await intake.published(never);
  expect(await publishedIds(bench.log)).toHaveLength(5_400);
});
