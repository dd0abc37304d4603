/** What happens to one lead of the demonstration, from its first inquiry until nobody does anything more. */
import type { Actor, LeadEvent } from "@stagefold/domain";
import type { Campaign, Company, Owner } from "./companies.ts";
import type { OfficeHours } from "./office-hours.ts";
import type { Random } from "./random.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_VISITS_TO_MQL = 3;

const REJECTION_REASONS = ["no budget", "wrong size", "competitor", "unreachable", "bad data"] as const;
const RECYCLE_REASONS = ["not now", "no project yet", "nurture"] as const;

/** Where and when a journey takes place. */
export interface Scene {
  readonly company: Company;
  readonly office: OfficeHours;
  readonly random: Random;
}

/** The journey so far, written down as it happens. */
interface Journey extends Scene {
  readonly leadId: string;
  readonly events: LeadEvent[];
  at: number;
}

/** The events of one lead that begins at `at`, in their order. They may reach beyond the end of the story. */
export function leadJourney(scene: Scene, leadId: string, campaign: Campaign, at: number): readonly LeadEvent[] {
  const { random } = scene;
  const journey: Journey = { ...scene, leadId, events: [], at };
  const touch = { channel: campaign.channel, campaignId: campaign.campaignId };
  // Whoever talked to sales at an event needs no nurturing.
  const straight = campaign.channel === "event" && random.chance(0.4);
  if (!straight) {
    enter(journey, "INQUIRY", touch);
    nurture(journey);
    if (!random.chance(campaign.toMql)) {
      if (random.chance(0.35)) {
        journey.at += random.wait(6 * DAY_MS);
        enter(journey, "REJECTED", { reason: random.pick(REJECTION_REASONS) });
      }
      return journey.events;
    }
    // Most score when somebody looks at them again; some by themselves, at any time of the day.
    journey.at = random.chance(0.85)
      ? journey.office.after(journey.at, random.wait(12))
      : journey.at + random.wait(2 * DAY_MS);
  }
  qualify(journey, campaign, straight ? touch : {});
  return journey.events;
}

function nurture(journey: Journey): void {
  const { random } = journey;
  for (let mails = 1 + Math.floor(random.upTo(2)); mails > 0; mails--) {
    journey.at += random.wait(0.8 * DAY_MS);
    act(journey, "MARKETING", "email");
    if (!random.chance(0.25)) continue;
    journey.at += random.wait(8 * HOUR_MS);
    act(journey, "LEAD", "reply");
  }
}

/** From MQL on, as often as the lead comes back. */
function qualify(journey: Journey, campaign: Campaign, touch: Carried): void {
  const { company, office, random } = journey;
  let carried = touch;
  for (let visit = 1; visit <= MOST_VISITS_TO_MQL; visit++) {
    const owner = random.pick(company.owners);
    enter(journey, "MQL", { ...carried, ownerId: owner.ownerId });
    if (random.chance(owner.neglect)) return;
    contact(journey, owner, campaign);
    journey.at = office.after(journey.at, random.wait(owner.decisionHours));
    switch (random.weighted([campaign.accepted, campaign.rejected, 1 - campaign.accepted - campaign.rejected])) {
      case 0:
        if (sell(journey, owner) === "over") return;
        break;
      case 1:
        enter(journey, "REJECTED", { reason: random.pick(REJECTION_REASONS) });
        if (!random.chance(0.12)) return;
        journey.at += random.wait(20 * DAY_MS);
        enter(journey, "RECYCLED", { reason: random.pick(RECYCLE_REASONS) });
        break;
      default:
        enter(journey, "RECYCLED", { reason: random.pick(RECYCLE_REASONS) });
    }
    if (!random.chance(0.45)) return;
    journey.at += (15 + random.upTo(40)) * DAY_MS;
    act(journey, "LEAD", "website visit");
    journey.at += random.wait(4 * HOUR_MS);
    carried = random.chance(0.5) ? secondTouch(company, random) : {};
  }
}

/** Sales calls; a paid lead first of all. */
function contact(journey: Journey, owner: Owner, campaign: Campaign): void {
  const { office, random } = journey;
  const urgency = campaign.channel === "paid" ? 0.35 : 1;
  journey.at = office.after(journey.at, random.wait(owner.responseHours * urgency));
  act(journey, "SALES", random.chance(0.6) ? "call" : "email");
  if (random.chance(0.3)) {
    journey.at = office.after(journey.at, random.wait(1));
    act(journey, random.chance(0.5) ? "LEAD" : "SALES", "email");
  }
}

/** From SQL on: "over" when the story ends there, "recycled" when marketing has the lead again. */
function sell(journey: Journey, owner: Owner): "over" | "recycled" {
  const { company, office, random } = journey;
  const seller = random.chance(0.12) ? random.pick(company.owners) : owner;
  enter(journey, "SQL", seller === owner ? {} : { ownerId: seller.ownerId });
  journey.at = office.after(journey.at, 4 + random.wait(24));
  act(journey, "SALES", "meeting");
  journey.at = office.after(journey.at, random.wait(8));
  const opportunity = random.weighted([0.6, 0.3, 0.1]);
  if (opportunity === 0) {
    enter(journey, "OPPORTUNITY", {});
    journey.at = office.after(journey.at, 40 + random.wait(110));
    if (random.chance(0.4)) {
      enter(journey, "CUSTOMER", {});
      return "over";
    }
  }
  const lost = opportunity === 1 || random.chance(0.5);
  const reason = lost ? random.pick(REJECTION_REASONS) : random.pick(RECYCLE_REASONS);
  enter(journey, lost ? "REJECTED" : "RECYCLED", { reason });
  return lost ? "over" : "recycled";
}

function secondTouch(company: Company, random: Random): Carried {
  const running = company.campaigns.filter((campaign) => campaign.ran[1] === 1);
  const campaign = random.pick(running);
  return { channel: campaign.channel, campaignId: campaign.campaignId };
}

interface Carried {
  readonly channel?: string | null;
  readonly campaignId?: string | null;
  readonly ownerId?: string | null;
  readonly reason?: string | null;
}

function enter(journey: Journey, stage: string, carried: Carried): void {
  const first = journey.events.length === 0;
  journey.events.push({
    type: "LeadStageChanged",
    ...identity(journey),
    stage,
    reason: carried.reason ?? null,
    channel: carried.channel ?? null,
    campaignId: carried.campaignId ?? null,
    ownerId: carried.ownerId ?? null,
    attributes: first ? { source: journey.random.pick(["web form", "crm", "import"]) } : {},
  });
}

function act(journey: Journey, actor: Actor, kind: string): void {
  journey.events.push({ type: "LeadActivityRecorded", ...identity(journey), actor, kind, attributes: {} });
}

function identity(journey: Journey) {
  const sequence = journey.events.length;
  // A step takes a moment: no two of a lead's events share an instant.
  journey.at = Math.floor(journey.at) + 1;
  return {
    eventId: `${journey.leadId}-${sequence}`,
    tenantId: journey.company.tenantId,
    leadId: journey.leadId,
    occurredAt: journey.at,
    sequence,
  };
}
