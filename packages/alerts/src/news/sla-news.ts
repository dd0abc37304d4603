/**
 * What a target is to be told of one SLA clock: SEMANTICS 5, where the newest event of a clock says what is true.
 *
 * Of each clock a target has a *standing*: what it was told last, and what it is to be told. A newer event takes the
 * place of one that waits, so what waits is never older than the truth, and what began and ended before it could be told
 * is not told at all: an outage, a restart or a topic read from its beginning tells what is open, and no history.
 *
 * | event                        | the target knows of the clock | then                                            |
 * | ---------------------------- | ----------------------------- | ----------------------------------------------- |
 * | AT_RISK, BREACHED            | was told just that            | nothing is left to tell                         |
 * | AT_RISK, BREACHED            | yes                           | the event waits, live or not                    |
 * | AT_RISK, BREACHED            | no                            | it waits, if the target takes tenant, severity and history |
 * | RESOLVED, CLEARED, RETRACTED | it was told, or has noted it  | it waits, live or not                           |
 * | RESOLVED, CLEARED, RETRACTED | it was to be told             | nothing is left to tell                         |
 * | RESOLVED, CLEARED, RETRACTED | no                            | nothing                                         |
 */
import type { SlaBreachEvent, SlaEventKind } from "@stagefold/domain";

/** What says that a clock is something to worry about. */
export const OPENING_KINDS = ["AT_RISK", "BREACHED"] as const;
/** What says that it no longer is. */
export const CLOSING_KINDS = ["CLEARED", "RESOLVED", "RETRACTED"] as const;

/** A kind that a target can be told. */
export type NewsKind = (typeof OPENING_KINDS)[number] | (typeof CLOSING_KINDS)[number];

/** An event that says something: of a kind that this version knows. */
export type SlaNews = SlaBreachEvent & { readonly kind: NewsKind };

/** What a target wants to hear of. */
export interface Interest {
  /** The kinds of which it gets messages. */
  readonly kinds: ReadonlySet<NewsKind>;
  /** null: of all. */
  readonly severities: ReadonlySet<string> | null;
  /** null: of all. */
  readonly tenants: ReadonlySet<string> | null;
  /** Also what was found while history was read. */
  readonly history: boolean;
}

/** What a target knows of one clock. One of the three is there at least. */
export interface Standing {
  /** The opening event that it was told last, or that it noted because it wants no message of its kind. */
  readonly told: SlaNews | null;
  /** An opening event that the target may have: it was sent, or its end was, and nobody knows whether that came. */
  readonly tried: SlaNews | null;
  /** What it is to be told. */
  readonly waiting: SlaNews | null;
}

/** Whether the event is of a kind that this version knows. Pure. */
export function isNews(event: SlaBreachEvent): event is SlaNews {
  return isOpening(event.kind) || (CLOSING_KINDS as readonly SlaEventKind[]).includes(event.kind);
}

/** Whether it says that there is something to worry about. Pure. */
export function isOpening(kind: SlaEventKind): boolean {
  return (OPENING_KINDS as readonly SlaEventKind[]).includes(kind);
}

/** Whether an opening event of a clock that the target knows nothing of concerns it. Pure. */
export function concerns(event: SlaNews, { severities, tenants, history }: Interest): boolean {
  return (
    (event.live || history) &&
    (severities === null || severities.has(event.severity)) &&
    (tenants === null || tenants.has(event.tenantId))
  );
}

/** The standing after `event`; null: there is nothing to know. Pure. */
export function standingAfter(before: Standing | null, event: SlaNews, interest: Interest): Standing | null {
  if (before === null) {
    const begins = isOpening(event.kind) && concerns(event, interest);
    return begins ? { told: null, tried: null, waiting: event } : null;
  }
  if (!isOpening(event.kind)) return isKnown(before) ? { ...before, waiting: event } : null;
  const isTold = before.told !== null && before.tried === null && saysTheSame(before.told, event);
  return isTold ? { told: event, tried: null, waiting: null } : { ...before, waiting: event };
}

/**
 * The standing as `said`, which waits, is about to be sent: from now on the target may have been told of it, so what it
 * was told before may not be what it has any more. Pure.
 */
export function standingOnceTried(now: Standing, said: SlaNews): Standing {
  if (isOpening(said.kind)) return { ...now, tried: said };
  return now.tried === null ? { ...now, told: null, tried: now.told } : now;
}

/** The standing once the target has certainly taken `said`; a newer event may wait meanwhile. Pure. */
export function standingOnceTold(now: Standing, said: SlaNews): Standing | null {
  return keptIfAny({ told: isOpening(said.kind) ? said : null, tried: null, waiting: unless(now.waiting, said) });
}

/** The standing once the target has certainly not taken what was sent; `before` is that before it was tried. Pure. */
export function standingOnceRefused(now: Standing, before: Standing): Standing | null {
  const standing = { ...now, told: before.told, tried: before.tried };
  const ended = standing.waiting !== null && !isOpening(standing.waiting.kind);
  return ended && !isKnown(standing) ? null : standing;
}

/** The standing once nobody tries any more to tell `said`. Pure. */
export function standingOnceGivenUp(now: Standing, said: SlaNews): Standing | null {
  const hasEnded = !isOpening(said.kind);
  const known = hasEnded ? { told: null, tried: null } : { told: now.told, tried: now.tried };
  return keptIfAny({ ...known, waiting: unless(now.waiting, said) });
}

/**
 * Whether a message is made of what waits. Not of a kind that the target does not want; nor of an end whose beginning it
 * was not told, unless it wants no beginnings at all. Pure.
 */
export function isWorthAMessage({ told, tried, waiting }: Standing, { kinds }: Interest): boolean {
  if (waiting === null || !kinds.has(waiting.kind)) return false;
  if (isOpening(waiting.kind)) return true;
  const wasTold = [told, tried].some((opening) => opening !== null && kinds.has(opening.kind));
  return wasTold || !OPENING_KINDS.some((kind) => kinds.has(kind));
}

const SAID = [
  ...["kind", "clockId", "slaId", "severity", "tenantId", "leadId", "stage"],
  ...["startedAt", "dueAt", "channel", "campaignId", "ownerId"],
] as readonly (keyof SlaNews)[];

/** Whether two opening events differ only in when and by what they were found. */
function saysTheSame(one: SlaNews, other: SlaNews): boolean {
  return SAID.every((name) => one[name] === other[name]);
}

/** Whether the target was told of the clock, or may have been. */
function isKnown({ told, tried }: Standing): boolean {
  return told !== null || tried !== null;
}

function keptIfAny(standing: Standing): Standing | null {
  return isKnown(standing) || standing.waiting !== null ? standing : null;
}

function unless(waiting: SlaNews | null, said: SlaNews): SlaNews | null {
  return waiting?.eventId === said.eventId ? null : waiting;
}
