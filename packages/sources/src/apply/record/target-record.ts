import type { TargetSet } from "@stagefold/domain";
import { derivedId } from "../event-id.ts";
import { longOf, monthOf } from "../typed-value.ts";
import {
  configOf,
  type EventFields,
  givenId,
  isSpoilt,
  type MakeRecord,
  optionalText,
  requiredText,
} from "./event-fields.ts";

/** Makes targets; without a revision of their own they have 0. */
export function targetMaker(fields: EventFields, source: string): MakeRecord<TargetSet> {
  const stageOf = requiredText(fields, "stage");
  const monthFrom = monthOf(configOf(fields, "month"), "month");
  const channelOf = optionalText(fields, "channel");
  const revisionOf = longOf(configOf(fields, "revision"), "revision", fields.fields.has("revision"));
  const targetOf = longOf(configOf(fields, "target"), "target", true);
  const idOf = givenId(fields);
  return (place, tenantId) => {
    const stage = stageOf(place);
    const channel = channelOf(place);
    if (place.skipped !== null) return null;
    const month = monthFrom(place);
    const revision = revisionOf(place) ?? 0;
    const target = targetOf(place);
    const given = idOf === undefined ? null : idOf(place);
    if (stage === null || month === null || target === null || isSpoilt(place)) return null;
    const type = "TargetSet";
    const eventId = given ?? derivedId(source, [type, tenantId, stage, month, channel, revision]);
    return { type, eventId, tenantId, stage, month, channel, revision, target };
  };
}
