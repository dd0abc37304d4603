/** POST /v1/events, as a data engineer meets it. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { moved, posted, postedJson, type ServedIntake, servedIntake } from "./served-intake.ts";

let intake: ServedIntake;
let events: string;
beforeAll(async () => {
  intake = await servedIntake();
  events = `${intake.url}/v1/events`;
});
afterAll(() => intake?.remove());

const NDJSON = { "content-type": "application/x-ndjson" };

describe("events over HTTP", () => {
  it("are accepted, are duplicates when they come again, and are in the log once", async () => {
    const first = await postedJson(events, moved("once"));
    const again = await postedJson(events, moved("once"));

    expect([first.status, first.body]).toEqual([
      200,
      {
        ...{ accepted: 1, duplicates: 0, notDue: 0, skipped: 0, refused: 0 },
        results: [{ index: 0, status: "accepted", eventId: "once", reason: null, detail: null, field: null }],
      },
    ]);
    expect([again.status, again.body]).toMatchObject([200, { accepted: 0, duplicates: 1 }]);
    await expect.poll(async () => (await intake.events()).filter(named("once"))).toHaveLength(1);
  });

  it("conflict with what is known: 409 for a single one, a result among others", async () => {
    await postedJson(events, moved("said"));
    const single = await postedJson(events, moved("said", { stage: "SQL" }));
    const listed = await postedJson(events, [moved("said", { stage: "SQL" }), moved("other-one")]);

    expect([single.status, single.body.results[0]]).toMatchObject([
      409,
      { status: "refused", reason: "CONFLICTING_DUPLICATE", eventId: "said" },
    ]);
    expect([listed.status, listed.body]).toMatchObject([200, { accepted: 1, refused: 1 }]);
  });

  it("come as a list of all four kinds, with all digits of their numbers, each with a result of its own", async () => {
    const spend = `{ "type": "SpendRecorded", "eventId": "s", "tenantId": "acme", "spendId": "x", "firstDay": "2026-02-01",
      "lastDay": "2026-02-02", "amountMicros": 9007199254740993, "currency": "EUR" }`;
    const target = { type: "TargetSet", eventId: "t", tenantId: "acme", stage: "SQL", month: "2026-03", target: 4 };
    const call = { ...moved("call"), type: "LeadActivityRecorded", actor: "SALES", kind: "call" };
    const nowhere = moved("nowhere", { stage: "NOWHERE" });
    const body = `[${[JSON.stringify(moved("mixed")), spend, JSON.stringify(target), JSON.stringify(call), JSON.stringify(nowhere)]}, 7]`;

    const answer = await posted(events, body);

    expect(answer.status).toBe(200);
    expect(answer.body.results.map(({ status, reason }: Record<string, unknown>) => reason ?? status)).toEqual([
      ...["accepted", "accepted", "accepted", "accepted", "UNKNOWN_STAGE", "UNDECODABLE"],
    ]);
    await expect
      .poll(async () => (await intake.events()).find((event) => "spendId" in event))
      .toMatchObject({ amountMicros: 9_007_199_254_740_993n });
  });

  it("come as NDJSON, where a bad line is a result and the others are taken", async () => {
    const lines = [JSON.stringify(moved("line-0")), "", "{no json", JSON.stringify({ type: "LeadStageChanged" })];
    const answer = await posted(events, `\uFEFF${lines.join("\r\n")}`, NDJSON);

    expect(answer.status).toBe(200);
    expect(answer.body.results).toMatchObject([
      { index: 0, status: "accepted" },
      { index: 1, status: "refused", reason: "UNDECODABLE", field: null },
      { index: 2, status: "refused", reason: "INVALID", field: "eventId" },
    ]);
  });

  it("come compressed", async () => {
    const body = gzipSync(JSON.stringify([moved("packed")]));
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    expect((await posted(events, body, headers)).body).toMatchObject({ accepted: 1 });
    expect(await posted(events, "no gzip", headers)).toMatchObject({ status: 400, body: { code: "STF-API-034" } });
    const packed = await posted(events, body, { ...headers, "content-encoding": "compress" });
    expect(packed).toMatchObject({ status: 415, body: { code: "STF-API-013" } });
  });

  it("say what is wrong with a body as a whole, and where", async () => {
    for (const [body, said] of [
      ['[{"a":1},{b:2}]', /not JSON, in element 1: /],
      ['[{"a":1}', /not JSON: the list has no end, at byte 8$/],
      ["", /not JSON: /],
      ["7", /^the line is not a JSON object$/],
    ] as const) {
      const answer = await posted(events, body);
      expect([body, answer.status >= 400 && answer.status < 500]).toEqual([body, true]);
      expect(answer.body.detail ?? answer.body.results[0].detail).toMatch(said);
    }
    expect((await posted(events, "{}", { "content-type": "text/plain" })).status).toBe(415);
  });

  it("are refused as a whole where all of them are, and nothing is wrong with none", async () => {
    expect((await postedJson(events, [moved("x", { tenantId: "nobody" })])).status).toBe(422);
    expect((await postedJson(events, [])).status).toBe(200);
    expect((await posted(events, "", NDJSON)).status).toBe(200);
  });

  it("are at most 10,000 at once, and 16 MiB, inflated too", async () => {
    const lines = (count: number): string => Array.from({ length: count }, (_, n) => `{"n":${n}}`).join("\n");
    expect((await posted(events, lines(10_000), NDJSON)).status).toBe(422);
    expect((await posted(events, lines(10_001), NDJSON)).body).toMatchObject({ code: "STF-API-012", status: 413 });
    const list = `[${Array.from({ length: 10_001 }, () => "1")}]`;
    expect((await posted(events, list)).body).toMatchObject({ code: "STF-API-012" });
    const bomb = gzipSync(Buffer.alloc(64 << 20, " "));
    const inflated = await posted(events, bomb, { ...NDJSON, "content-encoding": "gzip" });
    expect(inflated.body).toMatchObject({ code: "STF-API-012" });
    const long = await posted(events, Buffer.alloc((16 << 20) + 1, " "), NDJSON).catch(() => null);
    // A server may answer and close before all is sent.
    expect([null, 413]).toContain(long?.status ?? null);
    expect((await postedJson(events, moved("still-here"))).status).toBe(200);
  });
});

describe("Idempotency-Key", () => {
  const key = (text: string) => ({ "idempotency-key": text });
  const { eventId: _, ...nameless } = moved("");

  it("names events that have no id, and so makes a request that is sent again change nothing", async () => {
    const one = await postedJson(events, nameless, key("order-1"));
    const again = await postedJson(events, nameless, key('"order-1"'));
    const list = await postedJson(events, [nameless, moved("own"), { ...nameless, eventId: null }], key("order-2"));

    expect(one.body.results).toMatchObject([{ status: "accepted", eventId: "order-1" }]);
    expect(again.body.results).toMatchObject([{ status: "duplicate", eventId: "order-1" }]);
    expect(list.body.results).toMatchObject([{ eventId: "order-2:0" }, { eventId: "own" }, { eventId: "order-2:2" }]);
  });

  it("belongs to one body: another is refused", async () => {
    await postedJson(events, [nameless], key("mine"));
    const other = await postedJson(events, [{ ...nameless, stage: "SQL" }], key("mine"));
    expect([other.status, other.body.code]).toEqual([422, "STF-API-032"]);
  });

  it("is needed where an event has no id, and says so", async () => {
    const answer = await postedJson(events, nameless);
    expect(answer.status).toBe(422);
    expect(answer.body.results[0]).toMatchObject({ reason: "INVALID", field: "eventId" });
    expect(answer.body.results[0].detail).toContain("Idempotency-Key");
  });

  it("is at most 200 characters without spaces", async () => {
    for (const text of ["", "a b", "x".repeat(201)]) {
      expect([text, (await postedJson(events, nameless, key(text))).status]).toEqual([text, 400]);
    }
  });
});

function named(eventId: string): (event: object) => boolean {
  return (event) => "eventId" in event && event.eventId === eventId;
}
