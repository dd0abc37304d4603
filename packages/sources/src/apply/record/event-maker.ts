import type { InputRecord } from "@stagefold/domain";
import type { MappedEvent } from "../../mapped.ts";
import type { EventFields, MakeRecord } from "./event-fields.ts";
import { activityMaker, erasureMaker, stageChangedMaker, stageChangeId } from "./lead-record.ts";
import { spendMaker } from "./spend-record.ts";
import { targetMaker } from "./target-record.ts";

/** The maker of events of one type, whose derived ids begin with the source's name. */
export function eventMaker(type: InputRecord["type"], fields: EventFields, source: string): MakeRecord<MappedEvent> {
  switch (type) {
    case "LeadStageChanged":
      return asRecord(stageChangedMaker(fields, stageChangeId(source)));
    case "LeadActivityRecorded":
      return asRecord(activityMaker(fields, source));
    case "LeadErased":
      return asRecord(erasureMaker(fields, source));
    case "SpendRecorded":
      return spendMaker(fields, source);
    case "TargetSet":
      return asRecord(targetMaker(fields, source));
  }
}

function asRecord(make: MakeRecord<InputRecord>): MakeRecord<MappedEvent> {
  return (place, tenantId) => {
    const record = make(place, tenantId);
    return record === null ? null : { kind: "record", record };
  };
}
