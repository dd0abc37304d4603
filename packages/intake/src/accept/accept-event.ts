/**
 * What becomes of one event that is offered.
 *
 * | event                     | is accepted                                                                     |
 * | ------------------------- | ------------------------------------------------------------------------------- |
 * | of a lead that was erased | never                                                                           |
 * | any                       | when the processors would, and no event with its id is known                    |
 * | spend                     | with the revision after the newest known one, when that says something else     |
 * | rule                      | when the lead stands where the rule starts from, right before the event's place |
 */
import {
  compareUtf8,
  type InputRecord,
  type LeadErased,
  type LeadStageChanged,
  type SpendRecorded,
  type TenantConfig,
  toLong,
} from "@stagefold/domain";
import type { Refusal } from "@stagefold/processors";
import { type MappedEvent, stageBefore } from "@stagefold/sources";
import type { IntakeFile } from "../file/intake-file.ts";
import { isErased, knownOf, leadSubject, spendContent } from "../file/known-events.ts";
import type { Pending } from "../file/outbox.ts";
import type { Outcome } from "../intake.ts";
import { encoded, type Judging, judged } from "./judging.ts";

/** Where events are accepted into. */
export type AcceptedInto = Pick<IntakeFile, "known" | "outbox">;

/** Accepts the event into the file, or says why not. Within a transaction; `now` is the wall clock's. */
export function acceptEvent(event: MappedEvent, now: number, into: AcceptedInto, judging: Judging): Outcome {
  const ended = outcomeOfErased(event.record, into);
  if (ended !== null) return ended;
  const found = judged(event.record, now, judging);
  if ("reason" in found) return refused(event.record, found);
  const { record, tenant, pending } = found;
  switch (event.kind) {
    case "record":
      return record.type === "LeadErased" ? erase(record, pending, into) : admit(record, pending, into);
    case "spend":
      return acceptSpend(record as SpendRecorded, into, judging);
    case "rule":
      return acceptRule(event, record as LeadStageChanged, tenant, pending, into);
  }
}

/** Says nothing of the event: it is not even judged. */
const OF_ERASED_LEAD: Outcome = {
  status: "refused",
  eventId: null,
  reason: "LEAD_ERASED",
  detail: "the lead was erased: nothing is taken of it any more. Stop sending it",
};

/** What is said of an event of a lead that was erased; null: it is of none. */
function outcomeOfErased(record: InputRecord, { known }: AcceptedInto): Outcome | null {
  if (!("leadId" in record) || !isErased(record.tenantId, record.leadId, known)) return null;
  return record.type === "LeadErased" ? { status: "duplicate", eventId: record.eventId } : OF_ERASED_LEAD;
}

/** It goes to the log behind what was accepted of the lead before. Its own id is not looked at: SEMANTICS 12. */
function erase({ tenantId, leadId, eventId }: LeadErased, pending: Pending, into: AcceptedInto): Outcome {
  into.known.erase(leadSubject(tenantId, leadId));
  into.outbox.add(pending);
  return { status: "accepted", eventId };
}

function admit(record: InputRecord, pending: Pending, into: AcceptedInto): Outcome {
  const known = knownOf(record);
  const { eventId } = record;
  if (into.known.add(known)) {
    into.outbox.add(pending);
    return { status: "accepted", eventId };
  }
  if (into.known.content(known.subject, eventId)?.equals(known.content)) return { status: "duplicate", eventId };
  const whose = "leadId" in record ? `lead ${record.leadId}` : `tenant ${record.tenantId}`;
  const detail = `eventId ${eventId} is taken by an event of ${whose} with other content, which came first`;
  return refused(record, { reason: "CONFLICTING_DUPLICATE", detail });
}

function acceptSpend(record: SpendRecorded, into: AcceptedInto, { codec }: Judging): Outcome {
  const line = into.known.spendLine(record.tenantId, record.spendId);
  if (line?.content.equals(spendContent(record))) {
    const detail = `revision ${line.revision} of spend ${record.spendId} is known and says the same`;
    return { status: "not-due", eventId: line.eventId, detail };
  }
  const revision = line === null ? 0n : BigInt(line.revision) + 1n;
  const eventId = `${record.eventId}:${revision}`;
  // Nothing that is judged depends on these two.
  const revised = { ...record, revision: toLong(revision), eventId };
  const pending = encoded(revised, codec);
  return "reason" in pending ? refused(revised, pending) : admit(revised, pending, into);
}

function acceptRule(
  { ruleId, from }: MappedEvent & { readonly kind: "rule" },
  record: LeadStageChanged,
  { funnel }: TenantConfig,
  pending: Pending,
  into: AcceptedInto,
): Outcome {
  const known = knownOf(record);
  const { eventId } = record;
  // Once is once, though the record may say it with another score now.
  if (into.known.content(known.subject, eventId) !== null) return { status: "duplicate", eventId };
  // What an earlier configuration had as a stage counts for nothing.
  const timeline = into.known.stages(known.subject).filter(({ stage }) => funnel.stages.includes(stage));
  const stage = stageBefore(timeline, record);
  if (from.has(stage)) return admit(record, pending, into);
  const stands = stage === null ? "has no stage yet" : `stands in ${stage}`;
  const starts = [...from]
    .map((one) => one ?? "none")
    .sort(compareUtf8)
    .join(", ");
  return {
    status: "not-due",
    eventId,
    detail: `lead ${record.leadId} ${stands}; rule ${ruleId} starts from ${starts}`,
  };
}

function refused(record: InputRecord, { reason, detail }: Refusal): Outcome {
  return { status: "refused", eventId: record.eventId === "" ? null : record.eventId, reason, detail };
}
