/** The traces of what a task took in since its last commit: what the next one goes on with, or is led to by. */
import type { LogRecord } from "@stagefold/processing";
import { isClockRecord } from "@stagefold/processors";
import { MOST_LINKS, parseTraceparent, TRACEPARENT } from "@stagefold/tracing";

/** Clocks of tasks before it are no events: they are passed over. */
export class TracesTaken {
  /** Traceparents, in the order in which they came. */
  readonly #spans = new Set<string>();
  readonly #topics = new Set<string>();
  #records = 0;
  #beyond = 0;
  #traceId: string | null = null;
  #isOneTrace = true;

  /** How many records came. */
  get records(): number {
    return this.#records;
  }

  /** Where they came from; null: from nowhere, or from several. */
  get topic(): string | null {
    const [first] = this.#topics;
    return this.#topics.size === 1 ? (first ?? null) : null;
  }

  /** The trace that all of them are part of that are part of any; null: there is none, or there are several. */
  get traceId(): string | null {
    return this.#isOneTrace ? this.#traceId : null;
  }

  /** The span that what is done goes on with; null: it begins a trace of its own. */
  get parent(): string | null {
    const [first] = this.#spans;
    return this.traceId === null ? null : (first ?? null);
  }

  /** The other spans that led to it: the first ones. */
  get links(): readonly string[] {
    return [...this.#spans].slice(this.parent === null ? 0 : 1);
  }

  /** How many records came of spans that are not among the links. */
  get beyond(): number {
    return this.#beyond;
  }

  add(topic: string, records: readonly LogRecord[]): void {
    for (const record of records) {
      if (isClockRecord(topic, record)) continue;
      this.#records++;
      this.#topics.add(topic);
      const header = record.headers?.[TRACEPARENT];
      if (header !== undefined) this.#addSpan(Buffer.from(header).toString("latin1"));
    }
  }

  #addSpan(traceparent: string): void {
    if (this.#spans.has(traceparent)) return;
    const named = parseTraceparent(traceparent);
    if (named === null) return;
    this.#traceId ??= named.traceId;
    if (named.traceId !== this.#traceId) this.#isOneTrace = false;
    if (this.#spans.size < MOST_LINKS) this.#spans.add(traceparent);
    else this.#beyond++;
  }
}
