/**
 * A task's clock, SEMANTICS 4: history's own while there is history, the wall clock less the lateness after, never back.
 */
import { FUNNEL_METRICS_GROUP } from "@stagefold/processors";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at, changed, LATENESS, type LiveWorld, liveWorld, MONDAY } from "./live-world.ts";
import { RUN_TIMEOUT_MS, runs } from "./soak.ts";

async function kinds(world: LiveWorld): Promise<readonly string[]> {
  return (await world.breaches()).map(({ kind, leadId }) => `${kind} ${leadId}`);
}

describe("once caught up, the clock follows the wall clock less the lateness", () => {
  test("given one MQL and then silence, the breach appears when the wall clock passes dueAt and the lateness", async () => {
    const live = liveWorld({ startAt: at("09:00") });
    await live.start();
    await live.settle();
    await live.send(changed("A", "MQL", at("09:00")));
    live.world.clock.advance(1_000);
    await live.settle();
    expect(await kinds(live)).toEqual([]);

    live.world.clock.set(at("10:00") + LATENESS);
    await live.settle();
    expect(live.clock()).toBe(at("10:00"));
    expect(await kinds(live)).toEqual([]);

    live.world.clock.advance(COMMIT_SOON);
    await live.settle();
    expect(await live.breaches()).toMatchObject([
      { kind: "BREACHED", leadId: "A", live: true, dueAt: at("10:00"), detectedAt: at("10:00") + COMMIT_SOON },
    ]);
  });

  test("idle or not: it moves on with nothing to read, and so does that of the metrics", async () => {
    const live = liveWorld({ startAt: at("09:00") });
    await live.start();
    await live.settle();
    live.world.clock.advance(60_000);
    await live.settle();
    await live.settle();
    const clocks = live.running.tasks.map(({ id, clock }) => [id.group, clock]);
    expect(clocks).toContainEqual([FUNNEL_METRICS_GROUP, at("09:01") - LATENESS]);
    expect(live.clock()).toBe(at("09:01") - LATENESS);
  });

  test("it never goes back, though the wall clock does", async () => {
    const live = liveWorld({ startAt: at("12:00") });
    await live.start();
    await live.settle();
    live.world.clock.advance(5_000);
    await live.settle();
    const before = live.clock();
    live.world.clock.set(at("11:00"));
    await live.send(changed("A", "MQL", at("10:59")));
    await live.settle();
    await live.running.task(0).commit();
    expect(live.clock()).toBe(before);
    live.world.clock.set(at("12:01"));
    await live.settle();
    expect(live.clock()).toBe(at("12:01") - LATENESS);
  });

  test("nor after a restart, nor when a late batch is read", async () => {
    const live = liveWorld({ startAt: at("12:00") });
    await live.start();
    await live.settle();
    live.world.clock.advance(2_000);
    await live.settle();
    const before = live.clock() as number;
    await live.send(changed("A", "MQL", at("08:00")));
    await live.start();
    expect(live.clock()).toBe(before);
    await live.running.task(0).step();
    await live.running.task(0).commit();
    expect(live.clock()).toBeGreaterThanOrEqual(before);
  });
});

/** More than the interval of commits. */
const COMMIT_SOON = 1_001;

describe("while it reads history, the clock is the largest occurredAt accepted less the lateness", () => {
  test("at each commit of it, and what is published then is not live", async () => {
    const live = liveWorld({ startAt: at("18:00"), readAtMost: 1, commitRecords: 1 });
    await live.send(
      changed("A", "MQL", at("09:00")),
      changed("B", "MQL", at("10:30")),
      changed("C", "MQL", at("10:10")),
      changed("D", "NOWHERE", at("17:00")),
    );
    const topology = await live.start();
    const clocks: (number | null)[] = [];
    for (let i = 0; i < 4; i++) {
      await topology.task(0).step();
      clocks.push(live.clock());
    }
    expect(clocks).toEqual([at("09:00"), at("10:30"), at("10:30"), at("10:30")].map((instant) => instant - LATENESS));
    expect(await live.breaches()).toMatchObject([{ kind: "BREACHED", leadId: "A", live: false }]);
  });

  test("though all of it is read at once: only what comes due after it is live", async () => {
    const live = liveWorld({ startAt: at("18:00") });
    await live.send(changed("A", "MQL", at("09:00")), changed("B", "MQL", at("12:00")));
    await live.start();
    await live.settle();
    live.world.clock.advance(COMMIT_SOON);
    await live.settle();
    expect(await live.breaches()).toMatchObject([
      { kind: "BREACHED", leadId: "A", live: false },
      { kind: "BREACHED", leadId: "B", live: true },
    ]);
  });

  test("what was appended while the task was away is history to the one that takes over", async () => {
    const live = liveWorld({ startAt: at("09:00") });
    await live.send(changed("A", "MQL", at("09:00")));
    await live.start();
    await live.settle();
    live.world.clock.set(at("15:00"));
    await live.send(changed("B", "MQL", at("14:00")));
    await live.start();
    await live.running.task(0).step();
    expect(await live.breaches()).toMatchObject([{ kind: "BREACHED", leadId: "A", live: false }]);
  });

  test("again when the task lags by more than a batch, though its clock stays where it was", async () => {
    const live = liveWorld({ startAt: at("12:00") });
    await live.start();
    await live.settle();
    live.world.clock.advance(COMMIT_SOON);
    await live.settle();
    const before = live.clock();
    await live.send(changed("A", "MQL", at("09:00")));
    await live.send(...Array.from({ length: 5_000 }, (_, lead) => changed(`L${lead}`, "SQL", at("10:30"))));
    await live.running.task(0).step();
    await live.running.task(0).commit();
    expect(live.clock()).toBe(before);
    expect(await live.breaches()).toMatchObject([{ kind: "BREACHED", leadId: "A", live: false }]);
  });

  test("it does not pass the wall clock, however early events say they are", async () => {
    const live = liveWorld({ startAt: at("12:00"), readAtMost: 1, commitRecords: 1 });
    await live.send(changed("A", "MQL", at("12:04")), changed("B", "MQL", at("12:05")));
    const topology = await live.start();
    await topology.task(0).step();
    expect(live.clock()).toBe(at("12:00"));
    await live.settle();
    expect(live.clock()).toBe(at("12:00"));
  });

  test("a replay goes to its instant, whatever the wall clock shows", async () => {
    const live = liveWorld({ startAt: at("12:00"), replay: true });
    await live.send(changed("A", "MQL", at("09:00")));
    const topology = await live.start();
    await topology.end(at("09:00", 30));
    expect(live.clock()).toBe(at("09:00", 30));
    expect(await live.breaches()).toMatchObject([{ kind: "BREACHED", leadId: "A", live: false }]);
  });
});

describe("an event from the future", () => {
  test("is judged by when it entered the log, and again so whenever it is read", async () => {
    const live = liveWorld({ startAt: at("12:00") });
    await live.send(changed("A", "MQL", at("12:05")), changed("B", "MQL", at("12:05") + 1));
    await live.start();
    await live.settle();
    live.world.clock.set(at("18:00"));
    await live.running.restart(0, "lost");
    live.world.clock.advance(COMMIT_SOON);
    await live.settle();
    expect(await live.deadLetters()).toEqual(["FROM_THE_FUTURE acme|B"]);
    expect(await kinds(live)).toEqual(["BREACHED A"]);
  });
});

describe("a backlog", () => {
  const backlog = fc
    .array(
      fc.record({
        lead: fc.nat({ max: 5 }),
        stage: fc.constantFrom("MQL", "MQL", "SQL", "REJECTED"),
        minute: fc.nat({ max: 600 }),
        jitter: fc.nat({ max: LATENESS }),
      }),
      { maxLength: 40 },
    )
    .map((events) =>
      events
        .map(({ lead, stage, minute, jitter }, index) => {
          const occurredAt = MONDAY + minute * 60_000;
          // Sent in the order of time but for a delay of less than the lateness.
          return { sentAt: occurredAt + jitter, event: changed(`L${lead}`, stage, occurredAt, `e${index}`) };
        })
        .sort((a, b) => a.sentAt - b.sentAt)
        .map(({ event }) => event),
    );

  test(
    "in the order of time, within the lateness, raises no alarm that a later event of it would have prevented",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          backlog,
          fc.integer({ min: 1, max: 5 }),
          fc.integer({ min: 1, max: 7 }),
          async (events, readAtMost, commitRecords) => {
            const live = liveWorld({ startAt: at("12:00", 1), readAtMost, commitRecords });
            await live.send(...events);
            await live.start();
            await live.settle();
            live.world.clock.advance(COMMIT_SOON);
            await live.settle();
            // An alarm that an event of the backlog disproves would have to be taken back.
            const known = await kinds(live);
            expect(known.filter((kind) => /RETRACTED|CLEARED/.test(kind))).toEqual([]);
          },
        ),
        runs(100),
      );
    },
    RUN_TIMEOUT_MS,
  );

  test("in another order takes back what was never so, and ends in the same answer", async () => {
    const events = [
      changed("A", "MQL", at("09:00")),
      changed("A", "SQL", at("09:30")),
      changed("B", "MQL", at("11:00")),
    ];
    const newest = async (order: readonly number[]): Promise<unknown> => {
      const live = liveWorld({ startAt: at("12:00", 1), readAtMost: 1, commitRecords: 1 });
      await live.send(...order.map((index) => events[index] as (typeof events)[number]));
      await live.start();
      await live.settle();
      live.world.clock.advance(COMMIT_SOON);
      await live.settle();
      return (await live.breaches()).map(({ kind, leadId }) => `${kind} ${leadId}`);
    };
    expect(await newest([0, 1, 2])).toEqual(["BREACHED B"]);
    expect(await newest([0, 2, 1])).toEqual(["BREACHED A", "RETRACTED A", "BREACHED B"]);
  });
});
