import { describe, expect, it } from "vitest";
import { acted, historyOf, instant, moved } from "./lead.test-support.ts";
import { staysOf } from "./stay.ts";

describe("a lead's stays", () => {
  it("given no change of stage, then there are none", () => {
    expect(staysOf(historyOf(acted("SALES", 1)))).toEqual([]);
  });

  it("given changes to other stages, then each ends the open stay and starts one, and the last is open", () => {
    const stays = staysOf(
      historyOf(
        moved("INQUIRY", "2026-01-05T09:00Z", { eventId: "e1" }),
        acted("SALES", "2026-01-05T09:30Z"),
        moved("MQL", "2026-01-05T10:00Z", { eventId: "e2", reason: "scored" }),
      ),
    );

    expect(stays).toMatchObject([
      {
        eventId: "e1",
        stage: "INQUIRY",
        visit: 1,
        previousStage: null,
        nextStage: "MQL",
        enteredAt: instant("2026-01-05T09:00Z"),
        exitedAt: instant("2026-01-05T10:00Z"),
        reason: null,
      },
      {
        eventId: "e2",
        stage: "MQL",
        visit: 1,
        previousStage: "INQUIRY",
        nextStage: null,
        enteredAt: instant("2026-01-05T10:00Z"),
        exitedAt: null,
        reason: "scored",
      },
    ]);
  });

  it("given stages entered again, then visits count the stays of each stage", () => {
    const stays = staysOf(
      historyOf(moved("MQL", 1), moved("SQL", 2), moved("MQL", 3), moved("SQL", 4), moved("MQL", 5)),
    );

    expect(stays.map(({ stage, visit }) => `${stage} ${visit}`)).toEqual(["MQL 1", "SQL 1", "MQL 2", "SQL 2", "MQL 3"]);
  });

  it("given values, then each non-null one replaces what is carried, and null leaves it", () => {
    const stays = staysOf(
      historyOf(
        moved("INQUIRY", 1, { channel: "paid", campaignId: "spring" }),
        moved("MQL", 2, { ownerId: "ada" }),
        moved("SQL", 3, { channel: "organic" }),
      ),
    );

    expect(stays.map(({ channel, campaignId, ownerId }) => [channel, campaignId, ownerId])).toEqual([
      ["paid", "spring", null],
      ["paid", "spring", "ada"],
      ["organic", "spring", "ada"],
    ]);
  });

  it("given a change to the stage the lead is in, then no stay starts, the open one keeps its values, and the next carries the new", () => {
    const stays = staysOf(
      historyOf(
        moved("MQL", 1, { channel: "paid" }),
        moved("MQL", 2, { channel: "organic", reason: "again" }),
        moved("SQL", 3),
      ),
    );

    expect(stays).toMatchObject([
      { stage: "MQL", visit: 1, enteredAt: 1, exitedAt: 3, channel: "paid", reason: null },
      { stage: "SQL", enteredAt: 3, channel: "organic" },
    ]);
  });

  it("given changes at one instant, then the stays between them have no length, in the order of sequence", () => {
    const stays = staysOf(
      historyOf(moved("SQL", 5, { sequence: 3 }), moved("INQUIRY", 5), moved("MQL", 5, { sequence: 2 })),
    );

    expect(stays).toMatchObject([
      { stage: "INQUIRY", enteredAt: 5, exitedAt: 5, nextStage: "MQL" },
      { stage: "MQL", enteredAt: 5, exitedAt: 5, previousStage: "INQUIRY", nextStage: "SQL" },
      { stage: "SQL", enteredAt: 5, exitedAt: null, previousStage: "MQL" },
    ]);
  });

  it("given a late event into the stage of the next one, then the stay begins with the late event", () => {
    const stays = staysOf(historyOf(moved("INQUIRY", 1), moved("MQL", 9), moved("MQL", 5)));

    expect(stays).toMatchObject([
      { stage: "INQUIRY", exitedAt: 5 },
      { eventId: "MQL@5", stage: "MQL", enteredAt: 5, exitedAt: null },
    ]);
  });
});
