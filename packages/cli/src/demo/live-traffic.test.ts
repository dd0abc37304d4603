import { describe, expect, it } from "vitest";
import { CHAT, CHAT_ANSWER_SECONDS, liveTraffic } from "./live-traffic.ts";

const FROM = Date.UTC(2026, 10, 22, 12);
/** Some twenty minutes of it. */
const events = [...liveTraffic(1, FROM).take(2_000)];

describe("live traffic", () => {
  it("comes in its order, at a pace that can be watched", () => {
    const instants = events.map(({ occurredAt }) => occurredAt);
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(instants[0]).toBeGreaterThan(FROM);
    const seconds = ((instants.at(-1) as number) - FROM) / 1_000;
    expect(events.length / seconds).toBeGreaterThan(0.5);
    expect(events.length / seconds).toBeLessThan(5);
  });

  it("is the same for a seed, every event under an id of its own", () => {
    expect([...liveTraffic(1, FROM).take(100)]).toEqual(events.slice(0, 100));
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
  });

  it("has each lead's events in their order, and its stages one after the other", () => {
    for (const [, lead] of Map.groupBy(events, ({ leadId }) => leadId)) {
      expect(lead.map(({ sequence }) => sequence)).toEqual(lead.map((_, index) => index));
      expect(lead[0]).toMatchObject({ type: "LeadStageChanged", stage: "INQUIRY" });
    }
  });

  it("has chats that are answered in time, late and never, and MQLs that are accepted and rejected", () => {
    const chats = events.flatMap((event) =>
      event.type === "LeadStageChanged" && event.channel === CHAT ? [event] : [],
    );
    const end = (events.at(-1) as (typeof events)[number]).occurredAt - 10 * CHAT_ANSWER_SECONDS * 1_000;
    const waited = chats
      .filter(({ occurredAt }) => occurredAt < end)
      .map(({ leadId, occurredAt }) => {
        const answer = events.find((event) => event.leadId === leadId && event.type === "LeadActivityRecorded");
        return answer === undefined ? null : (answer.occurredAt - occurredAt) / 1_000;
      });
    expect(waited).toContain(null);
    expect(waited.some((seconds) => seconds !== null && seconds > CHAT_ANSWER_SECONDS)).toBe(true);
    const inTime = waited.filter((seconds) => seconds !== null && seconds <= CHAT_ANSWER_SECONDS);
    expect(inTime.length / waited.length).toBeGreaterThan(0.7);
    const stages = new Set(events.flatMap((event) => (event.type === "LeadStageChanged" ? [event.stage] : [])));
    expect([...stages].sort()).toEqual(["INQUIRY", "MQL", "RECYCLED", "REJECTED", "SQL"]);
  });
});
