/** A lead that was erased: SEMANTICS 12. */
import { join } from "node:path";
import type { InputRecord, LeadErased } from "@stagefold/domain";
import { erasedRecord, LEAD_EVENTS, leadKey, remainsRecord } from "@stagefold/processors";
import { filesWith } from "@stagefold/testkit";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { IntakeFormatError } from "./errors.ts";
import { inspectIntakeFile } from "./file/intake-file.ts";
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
  stageChanged,
  until,
  writeBeside,
} from "./opened-intake.test-support.ts";

const LEAD = "lead-Xq7Zt93";

function erased(part: Partial<LeadErased> = {}): LeadErased {
  return { type: "LeadErased", eventId: "erasure", tenantId: "acme", leadId: LEAD, occurredAt: NOW, ...part };
}

const moved = (eventId: string, part: Parameters<typeof stageChanged>[0] = {}) =>
  stageChanged({ eventId, leadId: LEAD, attributes: { note: "secret-of-Xq7" }, ...part });

const refusal = { status: "refused", eventId: null, reason: "LEAD_ERASED", detail: expect.not.stringContaining(LEAD) };

describe("a LeadErased that is offered", () => {
  it("goes to the log behind what came before it, and what comes after it is refused and stands nowhere", async () => {
    await using bench = new Bench();
    const intake = await bench.ready();
    const rule = { kind: "rule", ruleId: "score", record: moved("rule"), from: new Set([null]) } as const;
    const outcomes = await intake.offer([
      ...records(moved("before"), erased(), moved("after"), stageChanged({ eventId: "other" })),
      rule,
      record(moved("nonsense", { stage: "NOWHERE", occurredAt: NOW + 1e9 })),
    ]);
    expect(outcomes).toEqual([
      ...["before", "erasure"].map((eventId) => ({ status: "accepted", eventId })),
      refusal,
      { status: "accepted", eventId: "other" },
      refusal,
      refusal,
    ]);
    expect([intake.isErased("acme", LEAD), intake.isErased("acme", "1")]).toEqual([true, false]);
    await intake.published(never);
    expect(await publishedIds(bench.log)).toEqual(["before", "erasure", "other"]);
  });

  it("changes nothing when it comes again, under whatever id, also after the next start", async () => {
    await using bench = new Bench();
    const first = await bench.ready();
    // Its own id is looked at by nobody, so it may be one that an event of the lead has.
    expect(await first.offer(records(moved("e1"), erased({ eventId: "e1" })))).toMatchObject([
      { status: "accepted" },
      { status: "accepted" },
    ]);
    await first.close();
    const second = await bench.ready();
    expect(await second.offer(records(erased(), erased({ eventId: "again" }), moved("e2")))).toMatchObject([
      { status: "duplicate", eventId: "erasure" },
      { status: "duplicate", eventId: "again" },
      refusal,
    ]);
    await second.published(never);
    expect(await publishedIds(bench.log)).toEqual(["e1", "e1"]);
  });

  it("of a tenant that is not configured, or of the future, is refused like any event", async () => {
    await using bench = new Bench();
    const intake = await bench.ready();
    expect(await intake.offer(records(erased({ tenantId: "other" }), erased({ occurredAt: NOW + 1e9 })))).toMatchObject(
      [{ reason: "UNKNOWN_TENANT" }, { reason: "FROM_THE_FUTURE" }],
    );
    expect(await intake.offer(records(moved("e1")))).toMatchObject([{ status: "accepted" }]);
  });

  it("leaves nothing of the lead in the file, which is empty of it as soon as the log has the erasure", async () => {
    await using bench = new Bench();
    const intake = await bench.ready();
    await intake.offer(records(moved("id-of-Xq7"), moved("id-of-Xq7-too", { stage: "SQL" })));
    await intake.published(never);
    await intake.offer(records(moved("id-of-Xq7-waits", { stage: "RECYCLED" }), erased()));
    const reader = new Database(join(bench.folder, "intake", "intake.db"), { readonly: true });
    await until(() => reader.prepare("SELECT count(*) FROM outbox").pluck().get() === 0);
    reader.close();
    await intake.close();

    expect(filesWith(join(bench.folder, "intake"), "intake.db", LEAD, "id-of-Xq7", "secret-of-Xq7")).toEqual([]);
    expect(await publishedIds(bench.log)).toHaveLength(4);
  });
});

describe("an erasure that another wrote to the topics", () => {
  it("is learned from them, with or without the lead's name, and leaves nothing", async () => {
    await using bench = new Bench();
    const named = stageChanged({ eventId: "id-of-named", leadId: "named-Xq7" });
    const intake = await bench.ready();
    await intake.offer(records(moved("id-of-Xq7"), named));
    await intake.published(never);

    const key = leadKey("acme", LEAD);
    const remains = [remainsRecord("acme", [moved("id-of-Xq7")], NOW), erasedRecord("acme", key)];
    await bench.log.append(
      remains.map((one) => {
        if (one === null) throw new Error("there are no remains");
        return { topic: LEAD_EVENTS, partition: 0, key: null, value: CODEC.encode(one), headers: null };
      }),
    );
    await writeBeside(bench.log, erased({ leadId: "named-Xq7" }));
    await until(() => intake.isErased("acme", LEAD) && intake.isErased("acme", "named-Xq7"));
    expect(await intake.offer(records(moved("e2"), { ...named, eventId: "e3" }))).toEqual([refusal, refusal]);
    await intake.close();
    expect(filesWith(join(bench.folder, "intake"), "intake.db", LEAD, "named-Xq7", "id-of-")).toEqual([]);
  });

  it("is known to a new file before it takes anything, also where the lead's events stand behind it", async () => {
    await using bench = new Bench();
    await writeBeside(bench.log, moved("e1"), erased(), moved("straggler"));
    const intake = await bench.ready();
    expect(await intake.offer(records(moved("straggler")))).toEqual([refusal]);
  });
});

it("a dry run says what would happen, and erases nobody", async () => {
  await using bench = new Bench();
  const intake = await bench.ready();
  await intake.offer(records(moved("e1"), stageChanged(), erased({ leadId: "gone" })));
  const dry = { codec: CODEC, config: configOf(), wallClock: (): number => NOW };
  const run = await openDryRun({ ...dry, folder: join(bench.folder, "intake"), log: null });
  const offered: InputRecord[] = [moved("e1"), erased(), moved("e1"), erased(), stageChanged({ leadId: "gone" })];
  expect(await run.offer(records(...offered))).toMatchObject([
    { status: "duplicate" },
    { status: "accepted" },
    refusal,
    { status: "duplicate" },
    refusal,
  ]);
  expect([run.isErased("acme", LEAD), intake.isErased("acme", LEAD)]).toEqual([true, false]);
  await run.close();
});

describe("a file of the former format", () => {
  /** As version 1 left it: leads under another hash, and bytes of what was deleted. */
  function asFormer(path: string): void {
    const db = new Database(path);
    db.exec("UPDATE known SET subject = randomblob(16); DROP TABLE erased; PRAGMA user_version = 1");
    db.exec("INSERT INTO marks VALUES ('deleted-Xq7', ''); PRAGMA secure_delete = OFF; DELETE FROM marks");
    db.close();
  }

  it("learns from the topics, and from what waits in it, what it knew", async () => {
    await using bench = new Bench();
    const path = join(bench.folder, "intake", "intake.db");
    const before = await bench.ready();
    await before.offer(records(moved("published")));
    await before.published(never);
    await before.offer(records(moved("waits")));
    await before.close(0);
    asFormer(path);
    expect(inspectIntakeFile(path)).toMatchObject({ isComplete: false });
    const dry = { codec: CODEC, config: configOf(), wallClock: (): number => NOW };
    await expect(openDryRun({ ...dry, folder: join(bench.folder, "intake"), log: bench.log })).rejects.toThrow(
      IntakeFormatError,
    );

    const after = await bench.ready();
    expect(await after.offer(records(moved("published"), moved("waits")))).toMatchObject([
      { status: "duplicate" },
      { status: "duplicate" },
    ]);
    await after.published(never);
    expect(await publishedIds(bench.log)).toEqual(["published", "waits"]);
    await after.close();
    expect(filesWith(join(bench.folder, "intake"), "intake.db", "deleted-Xq7")).toEqual([]);
  });
});
