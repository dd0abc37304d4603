/**
 * Intake in memory, for tests of mappings: what the events of some records come to once duplicates, spend that changes
 * nothing and rules that are not due are left out.
 */
import {
  type InputRecord,
  invalidReason,
  type SpendRecorded,
  type StagefoldConfig,
  sameContent,
  tenantConfigOf,
} from "@stagefold/domain";
import { type KnownMove, stageBefore } from "../apply/stage-before.ts";
import type { MappedEvent } from "../mapped.ts";

export interface Trial {
  /** Takes an event. A sentence: why it is refused; null: it is not. */
  readonly offer: (event: MappedEvent) => string | null;
  /** What would be published, in order. */
  readonly published: readonly InputRecord[];
}

/** A trial that knows nothing yet. Deterministic. */
export function newTrial(config: StagefoldConfig): Trial {
  const published: InputRecord[] = [];
  const known = new Map<string, InputRecord>();
  const moves = new Map<string, KnownMove[]>();
  const lines = new Map<string, SpendRecorded>();

  function take(record: InputRecord): string | null {
    const reason = refusal(record, config);
    if (reason !== null) return reason;
    const id = JSON.stringify([subjectOf(record), record.eventId]);
    const before = known.get(id);
    if (before !== undefined)
      return sameContent(before, record) ? null : `eventId ${record.eventId} is there already, with another content`;
    known.set(id, record);
    published.push(record);
    if (record.type === "LeadStageChanged") {
      const lead = subjectOf(record);
      const moved = moves.get(lead);
      if (moved === undefined) moves.set(lead, [record]);
      else moved.push(record);
    }
    return null;
  }

  function takeSpend(record: SpendRecorded): string | null {
    const line = JSON.stringify([record.tenantId, record.spendId]);
    const newest = lines.get(line);
    if (newest !== undefined && saysTheSame(newest, record)) return null;
    const revision = newest === undefined ? 0 : Number(newest.revision) + 1;
    const stated = { ...record, revision, eventId: `${record.eventId}:${revision}` };
    const reason = take(stated);
    if (reason === null) lines.set(line, stated);
    return reason;
  }

  return {
    published,
    offer(event) {
      switch (event.kind) {
        case "record":
          return take(event.record);
        case "spend":
          return takeSpend(event.record);
        case "rule": {
          const stage = stageBefore(moves.get(subjectOf(event.record)) ?? [], event.record);
          return event.from.has(stage) ? take(event.record) : null;
        }
      }
    },
  };
}

/** Within which an eventId is unique: SEMANTICS 3.1. */
function subjectOf(record: InputRecord): string {
  return JSON.stringify("leadId" in record ? [record.tenantId, record.leadId] : [record.tenantId, null, record.type]);
}

function saysTheSame(known: SpendRecorded, record: SpendRecorded): boolean {
  return sameContent({ ...known, eventId: "", revision: 0 }, { ...record, eventId: "", revision: 0 });
}

function refusal(record: InputRecord, config: StagefoldConfig): string | null {
  const invalid = invalidReason(record);
  if (invalid !== null) return invalid;
  const tenant = tenantConfigOf(config, record.tenantId);
  if (tenant === undefined) return `tenant ${record.tenantId} is not configured, and there is no tenant *`;
  if ("stage" in record && !tenant.funnel.stages.includes(record.stage))
    return `stage ${record.stage} is not in the funnel of tenant ${record.tenantId}`;
  if (
    record.type === "SpendRecorded" &&
    record.currency !== tenant.currency &&
    !tenant.exchangeRates.has(record.currency)
  )
    return `tenant ${record.tenantId} has no exchange rate for ${record.currency}`;
  return null;
}
