/**
 * Events that are taken in, as spans of OpenTelemetry's conventions for messaging: `create` when they become durable here
 * (it stands in the headers of their records, and outlives a restart), `send` when the log has them.
 */
import type { Outcome, PublishedEvents } from "@stagefold/intake";
import { topicOf } from "@stagefold/processors";
import type { MappedEvent } from "@stagefold/sources";
import { MOST_LINKS, type Span, type Tracing } from "@stagefold/tracing";

/** What is traced, and where the records go. */
export interface IntakeTracing {
  readonly tracing: Tracing;
  /** As `messaging.system` names the log. */
  readonly system: string;
}

/** Offers with `offer`, which is given the traceparent for what it takes; `request` is the span of who sent it. */
export async function tracedOffer(
  { tracing, system }: IntakeTracing,
  request: Span | null,
  events: readonly MappedEvent[],
  offer: (traceparent: string) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const topics = new Set(events.map(({ record }) => topicOf(record)));
  const [topic = null] = topics.size === 1 ? topics : [];
  const span = tracing.start({
    name: topic === null ? "create" : `create ${topic}`,
    kind: "producer",
    parent: request?.traceparent ?? null,
    attributes: {
      "messaging.system": system,
      "messaging.operation.type": "create",
      "messaging.operation.name": "create",
      "messaging.batch.message_count": events.length,
      ...(topic === null ? {} : { "messaging.destination.name": topic }),
    },
  });
  try {
    const outcomes = await offer(span.traceparent);
    span.set({ "stagefold.events_accepted": outcomes.filter(({ status }) => status === "accepted").length });
    return outcomes;
  } catch (error) {
    span.failed(error);
    throw error;
  } finally {
    span.end();
  }
}

/** A commit of what waited is in the log, now. `now`: ms since epoch. */
export function traceSent(
  { tracing, system }: IntakeTracing,
  { events, ms, traceparents }: PublishedEvents,
  now: number,
): void {
  const [first] = traceparents;
  if (first === undefined) return;
  const isOne = traceparents.length === 1;
  const attributes: Record<string, string | number> = {
    "messaging.system": system,
    "messaging.operation.type": "send",
    "messaging.operation.name": "send",
    "messaging.batch.message_count": events,
  };
  if (traceparents.length > MOST_LINKS) attributes["stagefold.spans_not_linked"] = traceparents.length - MOST_LINKS;
  tracing
    .start({
      name: "send",
      kind: "client",
      attributes,
      startedAt: now - ms,
      ...(isOne ? { parent: first } : { links: traceparents.slice(0, MOST_LINKS) }),
    })
    .end(now);
}
