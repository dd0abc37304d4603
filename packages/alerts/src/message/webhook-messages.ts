/**
 * What a webhook gets.
 *
 * | of a round         | a request each for                                                                   |
 * | ------------------ | ------------------------------------------------------------------------------------ |
 * | `over` events, or fewer | each event: the record as in NDJSON files (SEMANTICS 2)                         |
 * | more               | all together: a SlaBreachGroup of counts, and the ten that matter most               |
 *
 * | header            | what                                                                          |
 * | ----------------- | ----------------------------------------------------------------------------- |
 * | `Idempotency-Key` | the eventId, or of a group a hash of all of its eventIds: the same each time that it is tried |
 * | `X-Timestamp`     | when it was signed, Unix seconds                                              |
 * | `X-Signature`     | `sha256=` and, in hex, the HMAC-SHA256 of the timestamp, a dot and the body   |
 */
import { createHash, createHmac } from "node:crypto";
import { formatSlaBreach } from "@stagefold/codec";
import type { WebhookSettings } from "../settings/alert-settings.ts";
import { byWeight, countsOf, type Message, SHOWN, type Untold } from "./message.ts";

/** The messages of one round. Pure. */
export function webhookMessages(untold: readonly Untold[], { grouping }: WebhookSettings): readonly Message[] {
  const ordered = untold.toSorted((one, other) => byWeight(one.waiting, other.waiting));
  if (untold.length > grouping.over) return [groupMessage(ordered)];
  return ordered.map((one) => ({
    body: formatSlaBreach(one.waiting),
    headers: { "content-type": "application/json", "idempotency-key": one.waiting.eventId },
    tells: [one],
  }));
}

/** The headers that sign `body` at `now`; none where nothing is signed. Pure. */
export function signatureOf(body: string, { secret }: WebhookSettings, now: number): Readonly<Record<string, string>> {
  if (secret === null) return {};
  const time = String(Math.floor(now / 1_000));
  const signature = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
  return { "x-timestamp": time, "x-signature": `sha256=${signature}` };
}

function groupMessage(ordered: readonly Untold[]): Message {
  const news = ordered.map(({ waiting }) => waiting);
  const counts = JSON.stringify(countsOf(news));
  const first = news.slice(0, SHOWN).map(formatSlaBreach).join(",");
  const key = createHash("sha256");
  for (const { eventId } of news) key.update(JSON.stringify(eventId));
  return {
    body: `{"type":"SlaBreachGroup","total":${news.length},"counts":${counts},"first":[${first}]}`,
    headers: { "content-type": "application/json", "idempotency-key": key.digest("hex") },
    tells: ordered,
  };
}
