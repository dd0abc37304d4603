import { formatDay, type SpendRecorded } from "@stagefold/domain";
import type { MappedEvent } from "../../mapped.ts";
import { derivedId } from "../event-id.ts";
import { dayOf, longOf, moneyOf } from "../typed-value.ts";
import {
  configOf,
  type EventFields,
  foundText,
  givenId,
  isSpoilt,
  type MakeRecord,
  optionalText,
  requiredText,
} from "./event-fields.ts";

/**
 * Makes lines of spend. A line without a spendId is identified by channel, campaign, currency and days as the record has
 * them: so two campaigns that a table calls by one name stay two lines, and a changed table restates them. Without a revision of its own a line is restated by a later record with another amount: which
 * revision that is, is for intake to say.
 */
export function spendMaker(fields: EventFields, source: string): MakeRecord<MappedEvent> {
  const firstDayOf = dayOf(configOf(fields, "firstDay"), "firstDay", true);
  const lastDayOf = dayOf(configOf(fields, "lastDay"), "lastDay", false);
  const amountOf = moneyOf(configOf(fields, "amountMicros"), "amountMicros");
  const currencyOf = requiredText(fields, "currency");
  const channelOf = optionalText(fields, "channel");
  const campaignIdOf = optionalText(fields, "campaignId");
  const foundChannelOf = foundText(fields, "channel");
  const foundCampaignOf = foundText(fields, "campaignId");
  const revisionOf = longOf(configOf(fields, "revision"), "revision", true);
  const hasRevision = fields.fields.has("revision");
  const spendIdOf = fields.fields.has("spendId") ? requiredText(fields, "spendId") : undefined;
  const idOf = givenId(fields);
  return (place, tenantId) => {
    const channel = channelOf(place);
    const campaignId = campaignIdOf(place);
    if (place.skipped !== null) return null;
    const firstDay = firstDayOf(place);
    const lastDay = lastDayOf(place) ?? firstDay;
    const amountMicros = amountOf(place);
    const currency = currencyOf(place);
    const revision = hasRevision ? revisionOf(place) : 0;
    if (firstDay === null || lastDay === null || amountMicros === null || currency === null || revision === null)
      return null;
    const days = [currency, formatDay(firstDay), formatDay(lastDay)];
    const spendId =
      spendIdOf === undefined
        ? [source, segment(foundChannelOf(place)), foundCampaignOf(place) ?? "", ...days].join(":")
        : spendIdOf(place);
    const given = idOf === undefined ? null : idOf(place);
    if (spendId === null || isSpoilt(place)) return null;
    const type = "SpendRecorded";
    const lineId = given ?? derivedId(source, [type, tenantId, spendId]);
    const eventId = hasRevision && given === null ? `${lineId}:${revision}` : lineId;
    const record: SpendRecorded = {
      type,
      eventId,
      tenantId,
      spendId,
      revision,
      firstDay,
      lastDay,
      amountMicros,
      currency,
      channel,
      campaignId,
    };
    return { kind: hasRevision ? "record" : "spend", record };
  };
}

/** The campaign may hold what it likes, since what follows it has a form of its own. */
function segment(text: string | null): string {
  return text === null ? "" : text.replaceAll("%", "%25").replaceAll(":", "%3A");
}
