import { describe, expect, it } from "vitest";
import { acme, called, DAY, given, moved, stay } from "../report.test-support.ts";
import { leadPage } from "./lead-page.ts";

const clockOf = (events: Parameters<typeof given>[0]["events"], options?: Parameters<typeof given>[1]) =>
  leadPage(given({ events: events ?? [] }, options), "anna").clocks[0];

describe("a lead's page", () => {
  it("has its stays, activities and what it carries", () => {
    const events = [
      moved("anna", "INQUIRY", "2026-03-02", { channel: "paid" }),
      moved("anna", "MQL", "2026-03-10", { ownerId: "marco" }),
      called("anna", "2026-03-11"),
    ];

    expect(leadPage(given({ events }), "anna")).toMatchObject({
      leadId: "anna",
      stage: "MQL",
      channel: "paid",
      ownerId: "marco",
      beganAt: "2026-03-02T00:00:00.000Z",
      events: 3,
      stays: [
        { stage: "INQUIRY", exitedAt: "2026-03-10T00:00:00.000Z", durationMs: 8 * DAY, ageMs: null },
        { stage: "MQL", exitedAt: null, durationMs: null, ageMs: 6.5 * DAY, stayId: "acme|anna|MQL@2026-03-10" },
      ],
      activities: [{ actor: "SALES", kind: "call", stage: "MQL" }],
    });
  });

  it("shows the stays as published where the log no longer has its events", () => {
    const page = leadPage(given({ stays: [stay("anna", "SQL", "2026-03-02")] }), "anna");

    expect(page).toMatchObject({ stage: "SQL", events: 0, clocks: [], stays: [{ stage: "SQL", visit: 1 }] });
  });

  it("is refused where there is no such lead", () => {
    expect(() => leadPage(given({}), "nobody")).toThrow(expect.objectContaining({ code: "STF-RPT-005", status: 404 }));
  });
});

describe("why a clock is in its state", () => {
  it("open: when it is due and what ends it", () => {
    expect(clockOf([moved("anna", "MQL", "2026-03-16T10:00Z")])).toMatchObject({
      state: "OPEN",
      why: "Open: it is due 18 Mar 2026 10:00, in 1 d 22 h. It ends with the lead leaving MQL.",
    });
  });

  it("at risk: since when", () => {
    expect(clockOf([moved("anna", "MQL", "2026-03-15T10:00Z")])).toMatchObject({
      state: "AT_RISK",
      why: "At risk: the warning time passed 16 Mar 2026 10:00 and it is due 17 Mar 2026 10:00, in 22 h. It ends with the lead leaving MQL.",
    });
  });

  it("breached: for how long", () => {
    expect(clockOf([moved("anna", "MQL", "2026-03-14T10:00Z")])).toMatchObject({
      state: "BREACHED",
      overdueMs: 2 * 3_600_000,
      why: "Breached: it was due 16 Mar 2026 10:00, 2 h ago, and has not ended. It ends with the lead leaving MQL.",
    });
  });

  it("resolved: what ended it, and how late", () => {
    expect(clockOf([moved("anna", "MQL", "2026-03-01"), moved("anna", "SQL", "2026-03-03T00:05Z")])).toMatchObject({
      state: "RESOLVED",
      why: "Breached, and over: it was due 3 Mar 2026 00:00; the lead left MQL for SQL 3 Mar 2026 00:05, 5 min too late.",
    });
  });

  it("met: by what, and how early", () => {
    const [decide] = acme().slas;
    if (decide === undefined) throw new Error("acme has an agreement");
    const config = acme({ slas: [{ ...decide, ends: [{ kind: "activityBy", actor: "SALES" }] }] });

    expect(
      clockOf([moved("anna", "MQL", "2026-03-01"), called("anna", "2026-03-01T01:30Z")], { config }),
    ).toMatchObject({
      state: "MET",
      why: "Met: SALES acted (call) 1 Mar 2026 01:30, 1 d 22 h before it was due (3 Mar 2026 00:00).",
    });
  });

  it("cancelled: where the lead went instead", () => {
    const [decide] = acme().slas;
    if (decide === undefined) throw new Error("acme has an agreement");
    const config = acme({ slas: [{ ...decide, ends: [{ kind: "leavesStage", stages: ["SQL"] }] }] });

    expect(
      clockOf([moved("anna", "MQL", "2026-03-01"), moved("anna", "INQUIRY", "2026-03-02")], { config }),
    ).toMatchObject({
      state: "CANCELLED",
      why: "Cancelled: the lead left MQL for INQUIRY 2 Mar 2026 00:00, before it was due (3 Mar 2026 00:00), and that neither keeps nor breaks it. It ends with the lead moving on to SQL.",
    });
  });

  it("not started: it begins after the clock", () => {
    expect(clockOf([moved("anna", "MQL", "2026-03-17")])).toMatchObject({ state: "NOT_STARTED" });
  });

  it("in the tenant's time", () => {
    const config = acme({ timeZone: "Asia/Kolkata" });

    expect(clockOf([moved("anna", "MQL", "2026-03-16T10:00Z")], { config })?.why).toContain("18 Mar 2026 15:30");
  });
});
