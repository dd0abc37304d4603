/**
 * Whether an input record lies in its domain: SEMANTICS 10, reason INVALID.
 *
 * The checks that need more than the record (its key, a converted amount) are made where that is known.
 */
import type { InputRecord, SpendRecorded, TargetSet } from "./records.generated.ts";

/** The segment value of leads without the dimension: no event may claim it. */
const NONE = "(none)";
const MAX_SPEND_DAYS = 3_660;
const MAX_AMOUNT_MICROS = 10n ** 16n;

/** A sentence that says what is wrong with `record`, or null when it is valid. Pure. */
export function invalidReason(record: InputRecord): string | null {
  return emptyId(record) ?? barInKey(record) ?? noneAsValue(record) ?? invalidOfItsKind(record);
}

function emptyId(record: InputRecord): string | null {
  if (record.eventId === "") return "eventId is empty";
  if (record.tenantId === "") return "tenantId is empty";
  if ("leadId" in record && record.leadId === "") return "leadId is empty";
  if ("spendId" in record && record.spendId === "") return "spendId is empty";
  return null;
}

function barInKey(record: InputRecord): string | null {
  if (record.tenantId.includes("|")) return "tenantId holds a |, which separates it from the leadId in keys";
  if ("leadId" in record && record.leadId.includes("|"))
    return "leadId holds a |, which separates it from the tenantId in keys";
  return null;
}

function noneAsValue(record: InputRecord): string | null {
  if ("channel" in record && record.channel === NONE) return noneSentence("channel");
  if ("campaignId" in record && record.campaignId === NONE) return noneSentence("campaignId");
  if ("ownerId" in record && record.ownerId === NONE) return noneSentence("ownerId");
  return null;
}

function noneSentence(field: string): string {
  return `${field} is ${NONE}, the name of the segment without one`;
}

function invalidOfItsKind(record: InputRecord): string | null {
  switch (record.type) {
    case "LeadStageChanged":
    case "LeadActivityRecorded":
    case "LeadErased":
      return null;
    case "SpendRecorded":
      return invalidSpend(record);
    case "TargetSet":
      return invalidTarget(record);
  }
}

function invalidSpend(spend: SpendRecorded): string | null {
  if (spend.lastDay < spend.firstDay) return "lastDay is before firstDay";
  const days = spend.lastDay - spend.firstDay + 1;
  if (days > MAX_SPEND_DAYS) return `firstDay to lastDay are ${days} days, more than ${MAX_SPEND_DAYS}`;
  if (!/^[A-Z]{3}$/.test(spend.currency)) return "currency is not three capital letters";
  if (spend.amountMicros > MAX_AMOUNT_MICROS || spend.amountMicros < -MAX_AMOUNT_MICROS) {
    return `amountMicros is ${spend.amountMicros}, beyond 10^16 either way`;
  }
  return null;
}

function invalidTarget(target: TargetSet): string | null {
  if (!/^\d{4}-(?:0[1-9]|1[0-2])$/.test(target.month)) return "month is not YYYY-MM with 01 to 12";
  if (target.target < 0) return `target is ${target.target}, below 0`;
  return null;
}
