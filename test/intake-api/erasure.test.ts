/** A lead is erased over HTTP: what is sent of it later is refused, and no file of intake says anything of it. */
import { createHmac } from "node:crypto";
import { DEAD_LETTERS } from "@stagefold/processors";
import { filesWith } from "@stagefold/testkit";
import { expect, it, onTestFinished } from "vitest";
import { moved, posted, postedJson, SECRETS, servedIntake } from "./served-intake.ts";

const LEAD = "lead-Xq7Zt93";
const NOTE = "free-text-Xq7Zt93";
const ID = "event-of-Xq7Zt93";

function signed(body: string): Record<string, string> {
  const time = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac("sha256", SECRETS.CRM_SECRET).update(`${time}.${body}`).digest("hex");
  return { "content-type": "application/json", "x-timestamp": time, "x-signature": `sha256=${signature}` };
}

it("given a lead that intake knows from events, a rule, a webhook and what that was refused, then all of it vanishes", async () => {
  const intake = await servedIntake({ processors: ["lead-tracker", "funnel-metrics"] });
  onTestFinished(() => intake.remove());
  const webhook = async (record: object) => {
    const body = JSON.stringify([record]);
    return (await posted(`${intake.url}/v1/sources/signed`, body, signed(body))).body;
  };
  const refusedOf = async (): Promise<string> => (await fetch(`${intake.url}/v1/sources/signed/refused`)).text();
  const events = `${intake.url}/v1/events`;

  const of = { leadId: LEAD, reason: NOTE, attributes: { note: NOTE } };
  await postedJson(events, [moved(ID, of), moved("other")], { "idempotency-key": `key-of-${LEAD}` });
  const scored = { id: LEAD, changed_at: "2026-03-03T09:00:00Z", status: "Open", score: 120, note: NOTE };
  expect((await postedJson(`${intake.url}/v1/sources/crm`, scored)).body).toMatchObject({ accepted: 2 });
  expect(await webhook({ id: LEAD, changed_at: "yesterday", status: NOTE })).toMatchObject({ refused: 1 });
  expect(await webhook({ id: LEAD, changed_at: "2026-03-03T10:00:00Z", status: NOTE })).toMatchObject({ refused: 1 });
  expect(await webhook({ id: "somebody", changed_at: "yesterday", status: "MQL" })).toMatchObject({ refused: 1 });
  expect((await refusedOf()).split(LEAD)).toHaveLength(3);

  const erasure = { type: "LeadErased", eventId: "forget", tenantId: "acme", leadId: LEAD };
  const at = { ...erasure, occurredAt: "2026-03-04T09:00:00Z" };
  const answer = await postedJson(events, [moved(`${ID}-2`, { ...of, stage: "SQL" }), at, moved(`${ID}-3`, of)]);
  expect(answer.body).toMatchObject({ accepted: 2, refused: 1, results: [{}, {}, { reason: "LEAD_ERASED" }] });

  const straggler = await postedJson(events, moved(`${ID}-4`, of));
  expect([straggler.status, JSON.stringify(straggler.body)]).toEqual([422, expect.not.stringContaining("Xq7Zt93")]);
  expect((await postedJson(events, at)).body).toMatchObject({ duplicates: 1 });
  expect(await webhook({ id: LEAD, changed_at: "2026-03-03T11:00:00Z", status: "SQL" })).toMatchObject({
    results: [{ reason: "LEAD_ERASED" }],
  });
  expect(await webhook({ id: LEAD, changed_at: "tomorrow", status: NOTE })).toMatchObject({ refused: 1 });
  expect(JSON.parse(await refusedOf()).records).toMatchObject([{ record: expect.stringContaining("somebody") }]);

  await intake.stop();
  expect(filesWith(intake.folder, "intake", LEAD, NOTE, ID)).toEqual([]);
  const ids = (await intake.events()).map((event) => ("eventId" in event ? event.eventId : ""));
  expect(ids.filter((id) => id.startsWith(ID))).toEqual([ID, `${ID}-2`]);
  expect(await intake.recordsOf(DEAD_LETTERS)).toEqual([]);
});
