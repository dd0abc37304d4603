/**
 * What goes on in the companies of the demonstration while somebody looks: leads that come every few seconds, chat or
 * inquire, and are dealt with within minutes. Some chats are answered late or never, so that an SLA breaks before
 * the onlooker's eyes.
 *
 * A function of seed and beginning: no clock, no chance but the seed's.
 */
import type { LeadEvent } from "@stagefold/domain";
import { COMPANIES, type Company } from "./companies.ts";
import { type Random, randomFrom } from "./random.ts";

/** The channel that comes with the onlooker: the history has none of it. */
export const CHAT = "chat";
/** Within this a chat is to be answered: the policy answer-the-chat. */
export const CHAT_ANSWER_SECONDS = 60;

const SECOND_MS = 1_000;
/** Mean time between two leads, of all companies together. */
const ARRIVAL_MS = 2.5 * SECOND_MS;

/** The events from `from` on (ms since epoch), in their order, without an end. */
export function* liveTraffic(seed: number, from: number): Generator<LeadEvent> {
  const random = randomFrom(seed);
  let ahead: LeadEvent[] = [];
  for (let at = from, count = 1; ; count++) {
    at += Math.ceil(random.wait(ARRIVAL_MS));
    const company = COMPANIES[random.weighted(COMPANIES.map(({ leads }) => leads))] as Company;
    // Nothing that is to come is before the next arrival.
    const due = ahead.filter(({ occurredAt }) => occurredAt < at);
    yield* due.sort((a, b) => a.occurredAt - b.occurredAt);
    ahead = [...ahead.filter(({ occurredAt }) => occurredAt >= at), ...visit(company, count, at, random)];
  }
}

/** What happens to one lead that comes at `at`. */
function visit(company: Company, count: number, at: number, random: Random): readonly LeadEvent[] {
  const leadId = `${company.prefix}-live-${String(count).padStart(4, "0")}`;
  const owner = random.pick(company.owners);
  const events: LeadEvent[] = [];
  let now = at;
  const later = (meanSeconds: number): void => {
    now += Math.ceil(random.wait(meanSeconds * SECOND_MS)) + 1;
  };
  const identity = () => {
    const sequence = events.length;
    return { eventId: `${leadId}-${sequence}`, tenantId: company.tenantId, leadId, occurredAt: now, sequence };
  };
  const enter = (stage: string, carried: { channel?: string; campaignId?: string | null; reason?: string }): void => {
    const { channel = null, campaignId = null, reason = null } = carried;
    const plain = { channel, campaignId, ownerId: owner.ownerId, reason, attributes: {} };
    events.push({ type: "LeadStageChanged", ...identity(), stage, ...plain });
  };
  const call = (kind: string): void => {
    events.push({ type: "LeadActivityRecorded", ...identity(), actor: "SALES", kind, attributes: {} });
  };

  const chats = random.chance(0.5);
  const campaign = random.pick(company.campaigns.filter(({ ran }) => ran[1] === 1));
  enter("INQUIRY", chats ? { channel: CHAT } : { channel: campaign.channel, campaignId: campaign.campaignId });
  if (chats) {
    // Nobody was there.
    if (random.chance(0.06)) return events;
    later(CHAT_ANSWER_SECONDS / 2.5);
    call("chat");
  }
  later(20);
  if (!random.chance(0.6)) return events;
  enter("MQL", {});
  later(30);
  call("call");
  later(60);
  const decided = random.weighted([0.5, 0.25, 0.1, 0.15]);
  if (decided === 0) enter("SQL", {});
  if (decided === 1) enter("REJECTED", { reason: random.pick(["no budget", "wrong size", "competitor"]) });
  if (decided === 2) enter("RECYCLED", { reason: "not now" });
  return events;
}
