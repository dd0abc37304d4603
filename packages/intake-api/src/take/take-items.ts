/** Items of a request, offered to intake's core: what became of each. */
import type { Caller } from "@stagefold/http";
import type { Intake, Outcome } from "@stagefold/intake";
import type { MappedEvent } from "@stagefold/sources";
import type { Span } from "@stagefold/tracing";
import { type Item, type ItemRefusal, MOST_ITEMS, refusedItem } from "../item/item.ts";
import type { ItemResult } from "./item-result.ts";
import { type IntakeTracing, tracedOffer } from "./offer-trace.ts";

const NOTHING = { eventId: null, reason: null, detail: null, field: null } as const;

/** For whom items are taken. */
export interface TakenBy {
  /** null: nothing is traced. */
  readonly tracing: IntakeTracing | null;
  /** Of the request; null: it is not traced. */
  readonly span: Span | null;
}

/**
 * Offers what the items hold; results in their order, one for each event, refusal and skipped record. What is accepted
 * is durable when it resolves. Throws what `offer` throws: events before may have been taken, and are duplicates when
 * they are sent again.
 */
export async function takeItems(
  intake: Intake,
  items: readonly Item[],
  { tracing, span }: TakenBy,
): Promise<readonly ItemResult[]> {
  const events = items.flatMap((item) => item.events);
  const outcomes: Outcome[] = [];
  for (let from = 0; from < events.length; from += MOST_ITEMS) {
    const some = events.slice(from, from + MOST_ITEMS);
    const taken =
      tracing === null
        ? intake.offer(some)
        : tracedOffer(tracing, span, some, (traceparent) => intake.offer(some, { traceparent }));
    outcomes.push(...(await taken));
  }
  let next = 0;
  return items.flatMap((item) => {
    const own = outcomes.slice(next, (next += item.events.length));
    return [...item.refusals.map((refusal) => refusedResult(item.index, refusal)), ...skippedResult(item)].concat(
      own.map((outcome) => outcomeResult(item.index, outcome)),
    );
  });
}

/** The items, of which those with an event of a tenant that the caller may not write for are refused. Pure. */
export function permittedItems(items: readonly Item[], caller: Caller): readonly Item[] {
  return items.map((item) => {
    const foreign = item.events.find(({ record }) => !caller.sees(record.tenantId));
    return foreign === undefined ? item : refusedItem(item.index, foreignTenant(foreign));
  });
}

/** In the same words whether there is such a tenant or not. */
function foreignTenant({ record }: MappedEvent): ItemRefusal {
  const detail = `the token is not for tenant ${record.tenantId}`;
  return { reason: "UNKNOWN_TENANT", detail, field: "tenantId", eventId: record.eventId };
}

function refusedResult(index: number, refusal: ItemRefusal): ItemResult {
  return { index, status: "refused", ...refusal };
}

function skippedResult({ index, skipped }: Item): readonly ItemResult[] {
  return skipped === null ? [] : [{ index, status: "skipped", ...NOTHING, detail: skipped }];
}

function outcomeResult(index: number, outcome: Outcome): ItemResult {
  return { index, ...NOTHING, ...outcome };
}
