import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Disposition, ProcessingError } from "@stagefold/processing";
import { FUNNEL_METRICS, LEAD_EVENTS, LEAD_STAYS, SLA_BREACHES } from "@stagefold/processors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  breached,
  CONFIG_YAML,
  type FollowedWorld,
  followedWorld,
  HOUR,
  moved,
  mqlStay,
  NOON,
  sqls,
} from "../followed-world.test-support.ts";

let folder: string;
let of: FollowedWorld;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "read-model-"));
  of = followedWorld(join(folder, "model.db"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What the model says of it, closed again. */
function asked<T>(ask: (reader: ReturnType<FollowedWorld["reader"]>) => T, clock?: "wall" | "topics"): T {
  const reader = of.reader(clock);
  try {
    return ask(reader);
  } finally {
    reader.close();
  }
}

const SERIES = {
  metric: "leads_reached",
  subject: "SQL",
  grain: "MONTH",
  segment: { channel: null, campaignId: null, ownerId: null },
} as const;
const sqlsNow = (): unknown =>
  asked((reader) => reader.series("acme", SERIES, 0, 100_000).map(({ numerator }) => numerator));
const openNow = (): readonly string[] =>
  asked((reader) => {
    const filter = { now: NOON, state: null, slaId: null, segment: {} };
    return reader.openClocks("acme", filter, null, 10).map(({ leadId }) => leadId);
  });

describe("a followed topic", () => {
  it("leaves the newest value of each metric, stay and clock", async () => {
    await of.send(sqls(1), sqls(2), mqlStay("anna"), mqlStay("ben"), breached("anna"));
    await of.send({ ...breached("anna", NOON - HOUR, 2), kind: "RESOLVED", endedAt: NOON, overdueMs: HOUR });
    await of.withdraw("acme|ben|e1");

    expect(await of.follow()).toEqual([expect.stringContaining("made anew: it is new"), "caught up"]);

    expect(sqlsNow()).toEqual([2]);
    asked((reader) => {
      expect(reader.openStays("acme", "MQL", {}, null, NOON)).toEqual([NOON - HOUR]);
      expect(reader.breaches("acme", { state: null, slaId: null, segment: {} }, null, 10)).toMatchObject([
        { kind: "RESOLVED", endedAt: NOON, overdueMs: HOUR, live: true },
      ]);
    });
  });

  it("goes on where it was, and not at the beginning", async () => {
    await of.send(sqls(1));
    await of.follow();
    await of.send(sqls(2));
    const read: number[] = [];
    const log = {
      ...of.world.outside,
      read: (...asking: Parameters<typeof of.world.outside.read>) => {
        read.push(asking[2]);
        return of.world.outside.read(...asking);
      },
    };

    expect(await of.follow({ log })).toEqual(["caught up"]);

    expect(read).toEqual([1]);
    expect(sqlsNow()).toEqual([2]);
  });

  it("never goes back to an older revision", async () => {
    await of.send(sqls(5), sqls(3));
    await of.follow();

    expect(sqlsNow()).toEqual([5]);
  });

  it("passes over a record that cannot be read, and says so", async () => {
    const value = Buffer.from("nonsense");
    await of.world.outside.append([
      { topic: FUNNEL_METRICS, partition: 0, key: Buffer.from("k"), value, headers: null },
    ]);
    await of.send(sqls(1));

    expect(await of.follow()).toContain(`unreadable: ${FUNNEL_METRICS} 0`);
    expect(sqlsNow()).toEqual([1]);
  });
});

describe("clocks of leads", () => {
  it("run from the events alone, judged as the lead-tracker judges them", async () => {
    await of.send(
      moved("anna", "MQL", NOON - HOUR),
      moved("ben", "MQL", NOON - HOUR),
      moved("ben", "SQL", NOON - 1),
      moved("carla", "NO-SUCH-STAGE", NOON - HOUR),
      moved("dan", "MQL", NOON + 10 * HOUR),
    );
    await of.follow();

    expect(openNow()).toEqual(["anna"]);
    asked((reader) => {
      expect(reader.lead("acme", "carla")).toBeUndefined();
      expect(reader.lead("acme", "ben")?.history).toHaveLength(2);
    });
  });

  it("end with a later batch, and an event that comes twice changes nothing", async () => {
    await of.send(moved("anna", "MQL", NOON - HOUR));
    await of.follow();
    const version = asked((reader) => reader.version("acme"));
    await of.send(moved("anna", "MQL", NOON - HOUR));
    await of.follow();
    expect(openNow()).toEqual(["anna"]);
    expect(asked((reader) => reader.version("acme"))).toBe(version);

    await of.send(moved("anna", "REJECTED", NOON - 2));
    await of.follow();

    expect(openNow()).toEqual([]);
    expect(asked((reader) => reader.version("acme"))).not.toBe(version);
  });
});

describe("the clock", () => {
  it("follows the wall clock less the lateness once all is read", async () => {
    await of.send(sqls(1, 1, { asOf: NOON - HOUR }));
    await of.follow();
    of.world.clock.advance(5_700);

    expect(asked((reader) => reader.freshness("acme"))).toEqual({
      asOf: NOON + 5_000 - 30_000,
      caughtUp: true,
      incomplete: null,
    });
  });

  it("is what the topics tell where they tell the time", async () => {
    await of.send(sqls(1, 1, { asOf: NOON - HOUR }));
    await of.follow({ clock: "topics" });

    expect(asked((reader) => reader.freshness("acme"), "topics").asOf).toBe(NOON - HOUR);
  });

  it("stands still when nobody follows any more", async () => {
    await of.send(sqls(1));
    await of.follow();
    of.world.clock.advance(HOUR);

    expect(asked((reader) => reader.freshness("acme"))).toMatchObject({ asOf: NOON, caughtUp: false });
  });
});

describe("the model is made anew", () => {
  beforeEach(async () => {
    await of.send(sqls(1), moved("anna", "MQL", NOON - HOUR));
    await of.follow();
  });

  it("under another configuration", async () => {
    const other = CONFIG_YAML.replace("within: PT2H", "within: PT3H");

    expect(await of.follow({}, other)).toEqual(["made anew: the configuration has changed", "caught up"]);
    expect(openNow()).toEqual(["anna"]);
    expect(sqlsNow()).toEqual([1]);
  });

  it("after so long that withdrawals may be gone", async () => {
    of.world.clock.advance(7 * HOUR);

    expect((await of.follow())[0]).toContain("made anew: it was not written for so long");
  });

  it("over another log", async () => {
    const path = of.path;
    of = followedWorld(path);
    await of.send(moved("ben", "MQL", NOON - HOUR));

    expect((await of.follow())[0]).toContain("it is another log");
    expect(openNow()).toEqual(["ben"]);
    expect(sqlsNow()).toEqual([]);
  });

  it("but not for a stop and start", async () => {
    expect(await of.follow()).toEqual(["caught up"]);
  });
});

describe("a topic that lost its beginning", () => {
  it("gives the newest of each key where it is compacted, and nothing is missing", async () => {
    await of.send(sqls(1), mqlStay("anna"));
    await of.follow();
    await of.send(sqls(2), sqls(3));
    await of.world.outside.deleteRecordsBefore(FUNNEL_METRICS, 0, 2);
    await of.follow();

    expect(sqlsNow()).toEqual([3]);
    expect(asked((reader) => reader.freshness("acme")).incomplete).toBeNull();
  });

  it.each([LEAD_EVENTS, SLA_BREACHES])("is said to, where its records are needed: %s", async (topic) => {
    await of.send(moved("anna", "MQL", NOON - HOUR), breached("anna"));
    await of.world.outside.deleteRecordsBefore(topic, 0, 1);
    await of.follow();
    await of.follow();

    expect(asked((reader) => reader.freshness("acme")).incomplete).toMatch(new RegExp(`^Older .* topic ${topic} .*`));
  });

  it("goes on from where it begins now", async () => {
    await of.send(mqlStay("anna"));
    await of.world.outside.deleteRecordsBefore(LEAD_STAYS, 0, 1);
    await of.follow();
    await of.send(mqlStay("ben"));
    await of.follow();

    expect(asked((reader) => reader.leadCount("acme"))).toBe(1);
  });
});

describe("trouble", () => {
  class Away extends ProcessingError {
    readonly code = "TEST";
    readonly disposition: Disposition;
    constructor(disposition: Disposition) {
      super("the log is away");
      this.disposition = disposition;
    }
  }

  it("with the log is waited out", async () => {
    await of.send(sqls(1));
    let failures = 2;
    const log = {
      ...of.world.outside,
      endOffset: async (topic: string, partition: number) => {
        if (failures-- > 0) throw new Away("retry");
        return of.world.outside.endOffset(topic, partition);
      },
    };
    const told: string[] = [];
    const idle = new AbortController();
    await of.follow({
      log,
      signal: idle.signal,
      pause: async (ms) => {
        if (ms < 1_000) idle.abort();
      },
      events: { onTrouble: ({ message }) => told.push(message) },
    });

    expect(told).toEqual(["the log is away", "the log is away"]);
    expect(sqlsNow()).toEqual([1]);
  });

  it("that waiting does not mend ends the following", async () => {
    const log = { ...of.world.outside, endOffset: () => Promise.reject(new Away("halt")) };

    await expect(of.follow({ log })).rejects.toThrow("the log is away");
  });

  it("with another writer of the file is found before anything is written twice", async () => {
    await of.send(sqls(1));
    const writer = of.writer();
    const first = { topic: FUNNEL_METRICS, partition: 0, from: null, to: 1 };
    writer.write(first, false, () => {});

    expect(() => writer.write(first, false, () => {})).toThrow(expect.objectContaining({ code: "STF-RDM-002" }));
    writer.close();
  });

  it("with a file that is something else is said, and the file is left alone", () => {
    writeFileSync(of.path, "something else, and long enough to be looked at as a database file".repeat(20));

    expect(() => of.writer()).toThrow(expect.objectContaining({ code: "STF-RDM-001" }));
    expect(() => of.reader()).toThrow(expect.objectContaining({ code: "STF-RDM-001" }));
  });

  it("with a reader before there is a model is one to try again", () => {
    expect(() => of.reader()).toThrow(expect.objectContaining({ code: "STF-RDM-003", disposition: "retry" }));
  });
});
