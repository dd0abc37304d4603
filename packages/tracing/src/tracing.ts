/**
 * Traces as the rest of the product knows them: spans that are begun and ended, and the headers that name them. Only
 * this package knows whose SDK records them.
 *
 * A span says what is done and how much of it, never to whom: no id of a lead, no text that came from outside, no
 * message of an error (an error's code is there; its sentence is in the log, under the same trace id).
 */

export type SpanKind = "server" | "client" | "producer" | "consumer" | "internal";

/** By name: those of OpenTelemetry's semantic conventions, and our own that begin with `stagefold.`. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A span has no more links than that; who has more says how many it left out. */
export const MOST_LINKS = 128;

export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes?: Attributes;
  /** ms since epoch; default: now. */
  readonly startedAt?: number;
  /** The traceparent of the span that it is part of; null, or one that cannot be read: it begins a trace. */
  readonly parent?: string | null;
  /** Traceparents of other spans that led to it, at most MOST_LINKS. */
  readonly links?: readonly string[];
  /** The id of the trace that it begins; default: by chance. */
  readonly traceId?: string;
}

/** A span that has begun. One that is never ended is not recorded. */
export interface Span {
  readonly traceId: string;
  /** Names it to who takes over from here. */
  readonly traceparent: string;
  set(attributes: Attributes): void;
  /** Notes that it failed: with the error's code or class, or with a word for what was wrong. */
  failed(error: unknown): void;
  /** `endedAt`: ms since epoch; default: now. */
  end(endedAt?: number): void;
}

/** How many spans the process has recorded. */
export interface SpanCounts {
  /** That the collector took. */
  readonly exported: number;
  /** That it did not take, or for which there was no room to wait. */
  readonly dropped: number;
}

export interface Tracing {
  start(span: SpanStart): Span;
  readonly counts: SpanCounts;
  /** Sends what waits, as far as the collector takes it within two seconds. Does not throw. */
  close(): Promise<void>;
}
