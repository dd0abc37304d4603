/**
 * A lead's page, folded from its events by the same functions that publish its stays and clocks. Where the log no
 * longer has its events, its stays are shown as published, and it has neither activities nor clocks.
 */
import {
  formatInstant,
  type LeadEvent,
  type LeadFacts,
  type LeadHistory,
  type LeadStageStay,
  leadFactsAt,
  leadPlanOf,
  type SlaPolicy,
  type StayFacts,
} from "@stagefold/domain";
import { envelopeOf } from "../figure/envelope.ts";
import { instantOrNull } from "../figure/instant.ts";
import type { ReportContext } from "../report-context.ts";
import { ReportProblem } from "../report-problem.ts";
import type { LeadActivity, LeadClock, LeadPage, LeadStay } from "../shape/lead-page.ts";
import { whyOf } from "./why.ts";

/** The page. Throws ReportProblem when there is no such lead. */
export function leadPage(context: ReportContext, leadId: string): LeadPage {
  const { data, tenantId, config } = context;
  const lead = data.lead(tenantId, leadId);
  if (lead === undefined) {
    throw new ReportProblem("STF-RPT-005", "leadId", `there is no lead ${leadId} of tenant ${tenantId}`);
  }
  const { asOf } = data.freshness(tenantId);
  const now = asOf ?? 0;
  const { history } = lead;
  const facts = leadFactsAt(history, asOf, leadPlanOf(config));
  const stays =
    history.length > 0
      ? facts.stays.map((stay) => foldedStay(tenantId, leadId, stay, now))
      : lead.stays.map((stay) => publishedStay(stay, now));
  const last = stays.at(-1);
  return {
    ...envelopeOf(context, ["leads", leadId], {}),
    leadId,
    stage: last?.stage ?? null,
    ...carriedBy(history, last),
    beganAt: stays[0]?.enteredAt ?? null,
    events: history.length,
    stays,
    activities: activitiesOf(history, facts),
    clocks: clocksOf(context, leadId, history, facts, now),
  };
}

/** What the lead carries now, which may be newer than its stay. */
function carriedBy(
  history: LeadHistory,
  last: LeadStay | undefined,
): Pick<LeadPage, "channel" | "campaignId" | "ownerId"> {
  let { channel, campaignId, ownerId } = last ?? { channel: null, campaignId: null, ownerId: null };
  for (const event of history) {
    if (event.type !== "LeadStageChanged") continue;
    channel = event.channel ?? channel;
    campaignId = event.campaignId ?? campaignId;
    ownerId = event.ownerId ?? ownerId;
  }
  return { channel, campaignId, ownerId };
}

function foldedStay(tenantId: string, leadId: string, stay: StayFacts, now: number): LeadStay {
  const durationMs = stay.exitedAt === null ? null : stay.exitedAt - stay.enteredAt;
  return stayShape({ ...stay, stayId: `${tenantId}|${leadId}|${stay.eventId}`, durationMs }, now);
}

function publishedStay(stay: LeadStageStay, now: number): LeadStay {
  return stayShape({ ...stay, durationMs: stay.durationMs === null ? null : Number(stay.durationMs) }, now);
}

type ShownStay = Omit<LeadStageStay, "type" | "tenantId" | "leadId" | "revision" | "durationMs"> & {
  readonly durationMs: number | null;
};

function stayShape(stay: ShownStay, now: number): LeadStay {
  const { stayId, stage, visit, previousStage, nextStage, enteredAt, exitedAt, durationMs } = stay;
  const { reason, channel, campaignId, ownerId } = stay;
  return {
    stayId,
    stage,
    visit,
    previousStage,
    nextStage,
    enteredAt: formatInstant(enteredAt),
    exitedAt: instantOrNull(exitedAt),
    durationMs,
    ageMs: exitedAt === null ? Math.max(0, now - enteredAt) : null,
    reason,
    channel,
    campaignId,
    ownerId,
  };
}

function activitiesOf(history: LeadHistory, facts: LeadFacts): LeadActivity[] {
  return history.flatMap((event, i) => (event.type === "LeadActivityRecorded" ? [activityOf(event, i, facts)] : []));
}

function activityOf(
  event: Extract<LeadEvent, { type: "LeadActivityRecorded" }>,
  index: number,
  facts: LeadFacts,
): LeadActivity {
  const stay = facts.stays.findLast(({ eventIndex }) => eventIndex < index);
  return {
    eventId: event.eventId,
    at: formatInstant(event.occurredAt),
    actor: event.actor,
    kind: event.kind,
    stage: stay?.stage ?? null,
    attributes: { ...event.attributes },
  };
}

function clocksOf(
  { tenantId, config }: ReportContext,
  leadId: string,
  history: LeadHistory,
  facts: LeadFacts,
  now: number,
): LeadClock[] {
  return facts.stays.flatMap((stay) =>
    stay.clocks.map((clock): LeadClock => {
      const policy = config.slas.find(({ id }) => id === clock.slaId) as SlaPolicy;
      const running = clock.state === "OPEN" || clock.state === "AT_RISK" || clock.state === "BREACHED";
      const late = clock.state === "BREACHED" || clock.state === "RESOLVED";
      return {
        clockId: `${tenantId}|${leadId}|${clock.slaId}|${stay.eventId}`,
        slaId: clock.slaId,
        severity: clock.severity,
        stage: stay.stage,
        visit: stay.visit,
        state: clock.state,
        startedAt: formatInstant(clock.startedAt),
        warnAt: instantOrNull(clock.warnAt),
        dueAt: formatInstant(clock.dueAt),
        endedAt: instantOrNull(clock.endedAt),
        timeLeftMs: running ? clock.dueAt - now : null,
        overdueMs: late ? (clock.endedAt ?? now) - clock.dueAt : null,
        why: whyOf({ clock, policy, stay, history, now, timeZone: config.timeZone }),
      };
    }),
  );
}
