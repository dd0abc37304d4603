/** POST /v1/sources/{source}: records of a CRM as they are, signed or with a token. */
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { as } from "../api/served.ts";
import { GUARDED, posted, postedJson, SECRETS, type ServedIntake, servedIntake, TOKENS } from "./served-intake.ts";

let intake: ServedIntake;
beforeAll(async () => {
  intake = await servedIntake({ settings: { ...GUARDED, publicUrl: "https://events.example.com" } });
});
afterAll(() => intake?.remove());

const write = as(TOKENS.acme);
const at = (source: string): string => `${intake.url}/v1/sources/${source}`;
const record = (id: string, more: object = {}): object => {
  return { id, changed_at: "2026-03-02T09:00:00Z", status: "Qualified", ...more };
};

describe("records of a source", () => {
  it("become events, the same however often they come", async () => {
    const first = await postedJson(at("crm"), [record("1"), record("2", { status: "Open" })], write);
    const again = await postedJson(at("crm"), [record("2", { status: "Open" }), record("1")], write);

    expect([first.status, first.body]).toMatchObject([200, { accepted: 2, refused: 0 }]);
    expect(again.body).toMatchObject({ accepted: 0, duplicates: 2 });
    await expect
      .poll(async () => (await intake.events()).map((event) => ("stage" in event ? event.stage : "")).sort())
      .toEqual(["INQUIRY", "MQL"]);
  });

  it("come as CSV and NDJSON too", async () => {
    const csv =
      "id;status;changed_at;owner;n;score\n3;Qualified;2026-03-02T09:00:00Z;ann;1;\n4;Nonsense;2026-03-02T09:00:00Z;;2;\n";
    const table = await posted(at("crm"), csv, { "content-type": "text/csv; charset=utf-8", ...write });
    expect(table.body).toMatchObject({
      ...{ accepted: 1, refused: 1 },
      results: [{ index: 0 }, { index: 1, reason: "INVALID", field: "status" }],
    });
    const lines = `${JSON.stringify(record("5"))}\nnothing\n${JSON.stringify(record("6"))}\n`;
    const read = await posted(at("crm"), lines, { "content-type": "application/x-ndjson", ...write });
    expect(read.body).toMatchObject({ accepted: 2, refused: 1, results: [{}, { reason: "UNDECODABLE" }, {}] });
  });

  it("are refused as a whole where they cannot be read", async () => {
    const noColumns = await posted(at("crm"), "a,b\n1,2\n", { "content-type": "text/csv", ...write });
    expect([noColumns.status, noColumns.body.code]).toEqual([400, "STF-API-034"]);
    const noJson = await posted(at("crm"), "{", { "content-type": "application/json", ...write });
    expect([noJson.status, noJson.body.code]).toEqual([400, "STF-API-034"]);
    const xml = await posted(at("crm"), "<a/>", { "content-type": "text/xml", ...write });
    expect([xml.status, xml.body.allowed.includes("text/csv")]).toEqual([415, true]);
    const many = Array.from({ length: 10_001 }, () => "{}").join("\n");
    const tooMany = await posted(at("crm"), many, { "content-type": "application/x-ndjson", ...write });
    expect([tooMany.status, tooMany.body.code]).toEqual([413, "STF-API-012"]);
  });

  it("set a lead that is ready to MQL by a rule, once until it leaves, and say why", async () => {
    const ready = { id: "hot", changed_at: "2026-03-03T09:00:00Z", status: "Open", score: 120 };
    const { body } = await postedJson(
      at("crm"),
      [{ ...ready, changed_at: "2026-03-03T08:00:00Z", score: 10 }, ready],
      write,
    );
    expect(body).toMatchObject({ accepted: 3 });
    const later = { ...ready, changed_at: "2026-03-04T09:00:00Z", status: "Qualified" };
    expect((await postedJson(at("crm"), later, write)).body).toMatchObject({ accepted: 1, notDue: 1 });
    await expect
      .poll(async () => (await intake.events()).find((event) => "reason" in event && event.reason !== null))
      .toMatchObject({ leadId: "hot", stage: "MQL", reason: expect.stringContaining("score-100") });
  });
});

/** As the configuration of `signed` says. */
function signed(body: string, now: number, secret: string = SECRETS.CRM_SECRET): Record<string, string> {
  const time = String(Math.floor(now / 1_000));
  const signature = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
  return { "content-type": "application/json", "x-timestamp": time, "x-signature": `sha256=${signature}` };
}

/** As HubSpot signs, over the address that it knows. */
function hubspot(body: string, now: number, url = "https://events.example.com/v1/sources/hub"): Record<string, string> {
  const time = String(now);
  const hmac = createHmac("sha256", SECRETS.HUB_SECRET).update(`POST${url}${body}${time}`);
  const signature = hmac.digest("base64");
  return {
    ...{ "content-type": "application/json", "x-hubspot-request-timestamp": time },
    "x-hubspot-signature-v3": signature,
  };
}

describe("a webhook", () => {
  const body = JSON.stringify([{ id: "w", changed_at: "2026-03-02T09:00:00Z", status: "MQL" }]);

  it.each([
    ["signed", signed],
    ["hub", hubspot],
  ] as const)("needs no token where it is signed: %s", async (source, sign) => {
    const answer = await posted(at(source), body, sign(body, Date.now()));
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { results: [{ status: expect.stringMatching(/accepted|duplicate/) }] },
    ]);
  });

  it("is not taken with another's signature, another body, another time, an old one, or none", async () => {
    const now = Date.now();
    const right = signed(body, now);
    for (const [why, headers] of [
      ["another secret", signed(body, now, "guessed")],
      ["another body", signed(`${body} `, now)],
      ["another time", { ...right, "x-timestamp": String(Math.floor(now / 1_000) - 1) }],
      ["an old one", signed(body, now - 6 * 60_000)],
      ["one of the future", signed(body, now + 6 * 60_000)],
      ["no time", { ...right, "x-timestamp": "soon" }],
      ["no prefix", { ...right, "x-signature": right["x-signature"]?.slice(7) ?? "" }],
      ["none", { "content-type": "application/json" }],
      ["an empty one", { ...right, "x-signature": "" }],
    ] as const) {
      const answer = await posted(at("signed"), body, headers);
      expect([why, answer.status, answer.body.code]).toEqual([why, 401, "STF-API-031"]);
      expect(answer.body.detail).not.toContain(SECRETS.CRM_SECRET);
    }
    const elsewhere = hubspot(body, now, "https://other.example.com/v1/sources/hub");
    expect((await posted(at("hub"), body, elsewhere)).status).toBe(401);
  });

  it("may be sent by hand with a token that may write", async () => {
    expect(
      (await postedJson(at("signed"), [{ id: "by-hand", changed_at: "2026-03-02T09:00:00Z", status: "MQL" }], write))
        .status,
    ).toBe(200);
    expect((await postedJson(at("signed"), [], as(TOKENS.reader))).status).toBe(403);
  });

  it("leaves what was refused to be looked at, by who may write for its tenant", async () => {
    const bad = JSON.stringify([{ id: "lost", changed_at: "yesterday", status: "MQL" }]);
    for (let time = 0; time < 2; time++)
      expect((await posted(at("signed"), bad, signed(bad, Date.now()))).status).toBe(422);

    const listed = await fetch(`${at("signed")}/refused`, { headers: write });
    const { records, next } = (await listed.json()) as { records: Record<string, unknown>[]; next: null };
    expect(records).toMatchObject([
      { reason: "INVALID", field: "changed_at", times: 2, record: expect.stringContaining("lost") },
    ]);
    expect(next).toBe(null);
    const cut = bad.slice(0, -1);
    expect((await posted(at("signed"), cut, signed(cut, Date.now()))).status).toBe(400);
    const newest = (await (await fetch(`${at("signed")}/refused?limit=1`, { headers: write })).json()) as object;
    expect(newest).toMatchObject({ records: [{ reason: "UNDECODABLE", record: cut }], next: expect.any(Number) });
    expect((await fetch(`${at("signed")}/refused`, { headers: as(TOKENS.globex) })).status).toBe(404);
    expect((await fetch(`${at("signed")}/refused?limit=0`, { headers: write })).status).toBe(400);
  });
});
