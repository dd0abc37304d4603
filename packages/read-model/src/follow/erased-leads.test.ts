/** What the model says of a lead that was erased, in whatever order the topics tell of it, and what its file holds. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { erasedRecord } from "@stagefold/processors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  breached,
  erased,
  type FollowedWorld,
  followedWorld,
  HOUR,
  moved,
  mqlStay,
  NOON,
  sqls,
} from "../followed-world.test-support.ts";
import type { ReadModelReader } from "../read/read-model-reader.ts";

const LEAD = "lead-Xq7Zt93";
let folder: string;
let of: FollowedWorld;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "read-model-"));
  of = followedWorld(join(folder, "model.db"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const events = () => [moved(LEAD, "MQL", NOON - HOUR), moved("anna", "MQL", NOON - HOUR)];
const published = () => [mqlStay(LEAD), mqlStay("anna"), breached(LEAD), breached("anna")];
const retracted = (serial = 2) => ({ ...breached(LEAD, NOON - HOUR, serial), kind: "RETRACTED" }) as const;

/** What the model says, closed again. */
function asked<T>(ask: (reader: ReadModelReader) => T): T {
  const reader = of.reader();
  try {
    return ask(reader);
  } finally {
    reader.close();
  }
}

/** The leads that the model names anywhere. */
const named = (): unknown =>
  asked((reader) => ({
    pages: [LEAD, "anna"].filter((leadId) => reader.lead("acme", leadId) !== undefined),
    count: reader.leadCount("acme"),
    open: reader
      .openClocks("acme", { now: NOON, state: null, slaId: null, segment: {} }, null, 10)
      .map(({ leadId }) => leadId),
    breaches: reader.breaches("acme", { state: null, slaId: null, segment: {} }, null, 10).map(({ leadId }) => leadId),
  }));
const ANNA_ALONE = { pages: ["anna"], count: 1, open: ["anna"], breaches: ["anna"] };

/** The files that hold the text. */
function filesWith(text: string): readonly string[] {
  return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text));
}

describe("an erased lead", () => {
  it("is nowhere in the model any more, and figures stand as published", async () => {
    await of.send(...events(), ...published(), sqls(2));
    await of.follow();
    expect(named()).toMatchObject({ pages: [LEAD, "anna"], open: ["anna", LEAD], breaches: ["anna", LEAD] });
    const version = asked((reader) => reader.version("acme"));

    await of.send(erased(LEAD));
    await of.follow();

    expect(named()).toEqual(ANNA_ALONE);
    expect(asked((reader) => reader.version("acme"))).not.toBe(version);
    expect(asked((reader) => reader.series("acme", SQLS, 0, 100_000))).toMatchObject([{ numerator: 2 }]);
  });

  it.each([
    ["after its stays and alerts", () => [...events(), ...published()], () => [erased(LEAD)]],
    ["before its stays and alerts", () => [...events(), erased(LEAD)], () => published()],
    ["before its withdrawal", () => [...events(), ...published(), erased(LEAD)], () => [retracted()]],
    ["after its withdrawal", () => [...events(), ...published(), retracted()], () => [erased(LEAD)]],
    ["before everything", () => [erased(LEAD)], () => [...events(), ...published()]],
  ])("is read of %s: that makes no difference", async (_, first, then) => {
    await of.send(...first());
    await of.follow();
    await of.send(...then());
    await of.follow();

    expect(named()).toEqual(ANNA_ALONE);
    expect(filesWith(LEAD)).toEqual([]);
  });

  it("stays away when it is said to move on, or erased again", async () => {
    await of.send(...events(), ...published(), erased(LEAD));
    await of.follow();

    await of.send(moved(LEAD, "SQL", NOON - 2), erased(LEAD), moved(LEAD, "MQL", NOON - 1));
    await of.follow();

    expect(named()).toEqual(ANNA_ALONE);
  });

  it("that only a hash tells of is found, and stays away", async () => {
    await of.send(...events(), ...published());
    await of.follow();

    await of.send(erasedRecord("acme", `acme|${LEAD}`), moved(LEAD, "SQL", NOON - 2));
    await of.follow();
    await of.send(mqlStay(LEAD), breached(LEAD, NOON - HOUR, 7));
    await of.follow();

    expect(named()).toEqual(ANNA_ALONE);
    expect(filesWith(LEAD)).toEqual([]);
  });

  it("of another tenant, or with a name that begins alike, is another lead", async () => {
    await of.send(...published(), mqlStay(`${LEAD}1`), breached(`${LEAD}1`));
    await of.follow();

    await of.send(erased(LEAD), { ...erased("anna"), tenantId: "globex" }, erasedRecord("globex", "globex|anna"));
    await of.follow();

    expect(named()).toMatchObject({ count: 2, breaches: ["anna", `${LEAD}1`] });
  });

  it("leaves no byte in the file: not of its events' ids, reasons or attributes either", async () => {
    const ids = { eventId: "event-Xq7Zt93", reason: "reason-Xq7Zt93", attributes: { note: "note-Xq7Zt93" } };
    await of.send({ ...moved(LEAD, "MQL", NOON - HOUR), ...ids } as ReturnType<typeof moved>, ...published());
    await of.follow();
    expect(filesWith("event-Xq7Zt93")).not.toEqual([]);

    await of.send(erased(LEAD));
    await of.follow();

    expect(filesWith("Xq7Zt93")).toEqual([]);
  });

  it("that the log says nothing of any more is in no file once the model was made anew", async () => {
    await of.send(...events(), ...published());
    await of.follow();
    // Who reads the model is the last to close it.
    const reader = of.reader();
    of = followedWorld(of.path);
    await of.send(moved("anna", "MQL", NOON - HOUR));

    expect((await of.follow())[0]).toContain("made anew");
    reader.close();

    expect(filesWith(LEAD)).toEqual([]);
    expect(filesWith("anna")).not.toEqual([]);
  });

  it("leaves no trace where rows were moved about in the file", async () => {
    const leads = Array.from({ length: 4_000 }, (_, n) => `lead-Xq7Zt${String((n * 2_711) % 4_000).padStart(4, "0")}`);
    for (const [at, kind] of ["short", "of more than a few words, so that rows grow and pages are split"].entries()) {
      const grown = leads.map((leadId, n) => ({
        ...moved(leadId, at === 0 ? "MQL" : "SQL", NOON - HOUR + at),
        attributes: { note: kind.repeat(1 + (n % 9)) },
      }));
      await of.send(...grown, ...leads.map(mqlStay));
    }
    await of.follow();
    const gone = leads.filter((_, n) => n % 7 === 0);

    await of.send(...gone.map(erased));
    await of.follow();

    const bytes = readFileSync(of.path).toString("latin1");
    const found = new Set(bytes.match(/lead-Xq7Zt\d{4}/g));
    expect(gone.filter((leadId) => found.has(leadId))).toEqual([]);
    expect(found.size).toBe(leads.length - gone.length);
  });
});

describe("who follows live", () => {
  const from = async (): Promise<number> => {
    await of.send(...events(), ...published());
    await of.follow();
    return asked((reader) => reader.lastChange());
  };
  const since = (after: number) => asked((reader) => reader.changesSince(after, 10));
  const kinds = (after: number): readonly string[] =>
    since(after).changes.map((change) => (change.kind === "breach" ? `${change.event.kind}` : change.kind));
  /** Follows for so long that what is to be told has been. */
  const followOn = async (): Promise<void> => {
    of.world.clock.advance(10_000);
    await of.follow();
  };

  it.each([
    ["before", () => [erased(LEAD)], () => [retracted()]],
    ["after", () => [retracted()], () => [erased(LEAD)]],
  ])("an erasure that is read %s the alert's end hears of that end", async (_, first, then) => {
    const start = await from();
    const writer = of.writer();
    await of.send(...first());
    await of.followWith(writer);
    await of.send(...then());
    await of.followWith(writer);

    expect(kinds(start)).toEqual(["RETRACTED"]);
    writer.close();
  });

  it("and comes back later is told to read anew, and nothing of the lead", async () => {
    const start = await from();
    await of.send(breached(LEAD, NOON - HOUR, 2));
    await of.follow();
    expect(kinds(start)).toEqual(["BREACHED"]);

    await of.send(erased(LEAD), retracted(3), breached("anna", NOON - HOUR, 2));
    await of.follow();
    await followOn();

    expect(since(start)).toMatchObject({ changes: [], reset: expect.stringContaining("no longer kept") });
    expect(filesWith(LEAD)).toEqual([]);
  });

  it("and has heard all hears on", async () => {
    await from();
    await of.send(erased(LEAD), retracted());
    await of.follow();
    const heard = asked((reader) => reader.lastChange());
    await followOn();
    await of.send(breached("anna", NOON - HOUR, 2));
    await of.follow();

    expect(kinds(heard)).toEqual(["BREACHED"]);
  });
});

const SQLS = {
  metric: "leads_reached",
  subject: "SQL",
  grain: "MONTH",
  segment: { channel: null, campaignId: null, ownerId: null },
} as const;
