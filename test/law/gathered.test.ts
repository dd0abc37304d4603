/** How often metrics are told: at once where the tasks upstream are live, gathered while these read a backlog. */
import type { StepResult } from "@stagefold/processing";
import { expect, test } from "vitest";
import { at, changed, type LiveWorld, liveWorld } from "./live-world.ts";

/** Steps the metrics' task until it has committed or has nothing to read. */
async function metrics(live: LiveWorld): Promise<StepResult> {
  for (;;) {
    const did = await live.running.task(1).step();
    if (did !== "read") return did;
  }
}

async function trackOne(live: LiveWorld): Promise<void> {
  await live.running.task(0).step();
  await live.running.task(0).commit();
}

test("given a backlog upstream, when a commit of it comes, then metrics wait for what follows, and some seconds at most", async () => {
  const live = liveWorld({ startAt: at("18:00"), readAtMost: 1 });
  await live.send(changed("A", "MQL", at("09:00")), changed("B", "MQL", at("09:01")), changed("C", "MQL", at("09:02")));
  await live.start();
  await trackOne(live);
  expect(await metrics(live)).toBe("committed");

  await trackOne(live);
  live.world.clock.advance(1_000);
  expect(await metrics(live)).toBe("idle");
  live.world.clock.advance(4_000);
  expect(await metrics(live)).toBe("committed");
});

test("given the tasks upstream are live, then metrics are told at the next interval of commits", async () => {
  const live = liveWorld({ startAt: at("18:00") });
  await live.start();
  await live.settle();
  live.world.clock.advance(1_001);
  await live.settle();

  await live.send(changed("A", "MQL", at("17:59")));
  live.world.clock.advance(200);
  await trackOne(live);
  live.world.clock.advance(200);
  expect(await metrics(live)).toBe("committed");
});
