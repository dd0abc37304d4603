import type { RuleConfig, ValueConfig } from "@stagefold/config";
import type { MappedEvent } from "../mapped.ts";
import type { Condition } from "./condition.ts";
import { derivedId } from "./event-id.ts";
import type { MakeRecord } from "./record/event-fields.ts";
import { stageChangedMaker } from "./record/lead-record.ts";

/** Longer ones tell no more. */
const LONGEST_REASON = 300;

/**
 * Makes the event by which a rule moves a lead, where its conditions hold. One for a lead and an instant, whatever else
 * of the record changed. Where the mapping finds no reason, it names the rule and what was found.
 */
export function ruleMaker(rule: RuleConfig, conditions: readonly Condition[], source: string): MakeRecord<MappedEvent> {
  const stage: ValueConfig = { kind: "constant", value: rule.stage };
  const fields = { fields: new Map(rule.fields).set("stage", stage), attributes: rule.attributes };
  const make = stageChangedMaker(fields, ({ tenantId, leadId, occurredAt }) =>
    derivedId(`${source}:rule:${rule.id}`, [tenantId, leadId, occurredAt]),
  );
  return (place, tenantId) => {
    const made = make(place, tenantId);
    if (made === null) return null;
    const reason = made.reason ?? `rule ${rule.id}: ${reasonOf(conditions.map(({ held }) => held(place)))}`;
    const record = { ...made, reason };
    return { kind: "rule", ruleId: rule.id, record, from: rule.from };
  };
}

function reasonOf(held: readonly string[]): string {
  const text = held.join(" and ");
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON).toWellFormed()}…` : text;
}
