import { expect, it } from "vitest";
import { openDryRun } from "./open-dry-run.ts";
import {
  Bench,
  CODEC,
  configOf,
  NOW,
  never,
  publishedIds,
  record,
  records,
  spent,
  stageChanged,
  writeBeside,
} from "./opened-intake.test-support.ts";

const dry = { codec: CODEC, config: configOf(), wallClock: (): number => NOW };

it("says what a run would, beside an intake that runs, and leaves file and log as they were", async () => {
  await using bench = new Bench();
  const intake = await bench.ready();
  await intake.offer([record(stageChanged({ eventId: "kept" })), { kind: "spend", record: spent() }], {
    mark: { reader: "r", state: "3" },
  });
  await intake.published(never);
  await writeBeside(bench.log, stageChanged({ eventId: "theirs", stage: "SQL", occurredAt: NOW + 1 }));

  const run = await openDryRun({ ...dry, folder: `${bench.folder}/intake`, log: bench.log });
  const outcomes = await run.offer(
    [
      ...records(
        stageChanged({ eventId: "kept" }),
        stageChanged({ eventId: "theirs" }),
        stageChanged({ eventId: "new" }),
      ),
      { kind: "spend", record: spent() },
      { kind: "spend", record: spent({ amountMicros: 6 }) },
      {
        kind: "rule",
        ruleId: "score",
        record: stageChanged({ eventId: "rule", occurredAt: NOW + 2 }),
        from: new Set(["SQL"]),
      },
    ],
    { mark: { reader: "r", state: "9" } },
  );
  expect(outcomes).toMatchObject([
    { status: "duplicate" },
    { reason: "CONFLICTING_DUPLICATE" },
    { status: "accepted", eventId: "new" },
    { status: "not-due" },
    { status: "accepted", eventId: "ads:1:1" },
    { status: "accepted", eventId: "rule" },
  ]);
  expect(await run.offer(records(stageChanged({ eventId: "new" })))).toMatchObject([{ status: "duplicate" }]);
  expect(run.mark("r")).toBe("9");
  await run.close();

  expect(intake.mark("r")).toBe("3");
  expect(await intake.offer(records(stageChanged({ eventId: "new" })))).toMatchObject([{ status: "accepted" }]);
  await intake.published(never);
  expect(await publishedIds(bench.log)).toEqual(["ads:1:0", "kept", "new", "theirs"]);
});

it("knows nothing where there is no file and no log to read", async () => {
  await using bench = new Bench();
  await writeBeside(bench.log, stageChanged());
  for (const folder of [null, `${bench.folder}/nowhere`]) {
    const run = await openDryRun({ ...dry, folder, log: null });
    expect(await run.offer(records(stageChanged()))).toMatchObject([{ status: "accepted" }]);
    await run.close();
  }
});
