import { describe, expect, it } from "vitest";
import {
  Bench,
  NOW,
  never,
  published,
  record,
  spent,
  stageChanged,
  until,
  writeBeside,
} from "../opened-intake.test-support.ts";

describe("spend", () => {
  const spend = (part: Parameters<typeof spent>[0] = {}) => ({ kind: "spend", record: spent(part) }) as const;

  it("is published when it says something new, each time with the next revision", async () => {
    await using bench = new Bench();
    const intake = await bench.ready();
    expect(
      await intake.offer([spend(), spend(), spend({ amountMicros: 7 }), spend({ amountMicros: 7, channel: "" })]),
    ).toEqual([
      { status: "accepted", eventId: "ads:1:0" },
      { status: "not-due", eventId: "ads:1:0", detail: "revision 0 of spend ads:monday is known and says the same" },
      { status: "accepted", eventId: "ads:1:1" },
      { status: "accepted", eventId: "ads:1:2" },
    ]);
    await intake.close();

    const again = await bench.ready();
    expect(await again.offer([spend({ amountMicros: 7, channel: null }), spend({ spendId: "other" })])).toMatchObject([
      { status: "not-due", eventId: "ads:1:2" },
      { status: "refused", reason: "CONFLICTING_DUPLICATE" },
    ]);
    await again.published(never);
    const revisions = (await published(bench.log)).map((one) => "spendId" in one && [one.revision, one.amountMicros]);
    expect(revisions).toEqual([
      [0, 5_000_000],
      [1, 7],
      [2, 7],
    ]);
  });

  it("goes on from the revision that counts of what others wrote: the highest, of equal ones the smaller eventId", async () => {
    await using bench = new Bench();
    await writeBeside(
      bench.log,
      spent({ eventId: "b", revision: 4, amountMicros: 2 }),
      spent({ eventId: "a", revision: 4, amountMicros: 1 }),
      spent({ eventId: "c", revision: 3, amountMicros: 3 }),
    );
    const intake = await bench.ready();
    expect(await intake.offer([spend({ amountMicros: 1 }), spend({ amountMicros: 2 })])).toMatchObject([
      { status: "not-due", eventId: "a" },
      { status: "accepted", eventId: "ads:1:5" },
    ]);
  });

  it("is refused where it is invalid, and where there is no revision left", async () => {
    await using bench = new Bench();
    await writeBeside(bench.log, spent({ revision: 2n ** 63n - 1n, eventId: "last" }));
    const intake = await bench.ready();
    expect(await intake.offer([spend({ currency: "eur" }), spend({ amountMicros: 1 })])).toMatchObject([
      { reason: "INVALID" },
      { reason: "UNDECODABLE", detail: "9223372036854775808 is no 64-bit integer" },
    ]);
  });
});

describe("an event of a rule", () => {
  const rule = (part: Parameters<typeof stageChanged>[0], ...from: readonly (string | null)[]) =>
    ({ kind: "rule", ruleId: "score", record: stageChanged(part), from: new Set(from) }) as const;

  it("is published where the lead stands in a stage that the rule starts from, this batch counted", async () => {
    await using bench = new Bench();
    const intake = await bench.ready();
    expect(
      await intake.offer([
        rule({ eventId: "r1" }, null),
        rule({ eventId: "r2", occurredAt: NOW + 1 }, null, "INQUIRY"),
        record(stageChanged({ eventId: "recycled", occurredAt: NOW + 2, stage: "RECYCLED" })),
        rule({ eventId: "r3", occurredAt: NOW + 3 }, null, "RECYCLED"),
        rule({ eventId: "r4", occurredAt: NOW - 1 }, "MQL"),
      ]),
    ).toEqual([
      { status: "accepted", eventId: "r1" },
      { status: "not-due", eventId: "r2", detail: "lead 1 stands in MQL; rule score starts from INQUIRY, none" },
      { status: "accepted", eventId: "recycled" },
      { status: "accepted", eventId: "r3" },
      { status: "not-due", eventId: "r4", detail: "lead 1 has no stage yet; rule score starts from MQL" },
    ]);
  });

  it("is a duplicate when it is offered again, whatever its reason says by then", async () => {
    await using bench = new Bench();
    const intake = await bench.ready();
    await intake.offer([rule({ eventId: "r1", reason: "score 100" }, null)]);
    expect(await intake.offer([rule({ eventId: "r1", reason: "score 120" }, null)])).toEqual([
      { status: "duplicate", eventId: "r1" },
    ]);
  });

  it("counts what others wrote while intake runs, in the order of the lead's events", async () => {
    await using bench = new Bench();
    const intake = await bench.ready();
    const at = { occurredAt: NOW, sequence: 5 };
    await writeBeside(
      bench.log,
      stageChanged({ ...at, sequence: 4, eventId: "z", stage: "INQUIRY" }),
      stageChanged({ ...at, eventId: "b", stage: "SQL" }),
      stageChanged({ ...at, eventId: "d", stage: "RECYCLED" }),
    );
    const probe = rule({ ...at, eventId: "e" });
    await until(async () => JSON.stringify(await intake.offer([probe])).includes("stands in RECYCLED"));
    expect(
      await intake.offer([rule({ ...at, eventId: "c" }, "SQL"), rule({ ...at, eventId: "a" }, "INQUIRY")]),
    ).toEqual([
      { status: "accepted", eventId: "c" },
      { status: "accepted", eventId: "a" },
    ]);
  });
});
