/**
 * Spans on their way to the collector: counted, and no more of them than there is room for.
 *
 * The SDK's batches wait in memory. A collector that is away, or slower than spans come, never holds anybody up: beyond
 * the room that there is, spans are dropped, and so are those of a batch that it did not take.
 */
import type { ReadableSpan, SpanExporter, SpanProcessor } from "@opentelemetry/sdk-trace";
import type { SpanCounts } from "./tracing.ts";

/** Told when the collector begins and ends to be away. */
export interface ExportEvents {
  /** It did not take a batch: once, until it takes one again. */
  readonly onTrouble?: (error: Error) => void;
  readonly onWell?: () => void;
}

type ExportArguments = Parameters<SpanExporter["export"]>;

const TAKEN = 0;

export class CountedSpans implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #room: number;
  readonly #events: ExportEvents;
  #waiting = 0;
  #exported = 0;
  #dropped = 0;
  #isAway = false;

  /** `room`: so many spans may wait, those of a batch under way among them. */
  constructor(exporter: SpanExporter, room: number, events: ExportEvents) {
    this.#exporter = exporter;
    this.#room = room;
    this.#events = events;
  }

  /** What waits still counts as neither. */
  get counts(): SpanCounts {
    return { exported: this.#exported, dropped: this.#dropped };
  }

  /** The processor, given only the spans for which there is room. */
  before(batches: SpanProcessor): SpanProcessor {
    return {
      onStart: (span, context) => batches.onStart(span, context),
      onEnd: (span) => {
        if (this.#waiting >= this.#room) {
          this.#dropped++;
          return;
        }
        this.#waiting++;
        batches.onEnd(span);
      },
      forceFlush: () => batches.forceFlush(),
      shutdown: () => batches.shutdown(),
    };
  }

  export(spans: ReadableSpan[], done: ExportArguments[1]): void {
    this.#exporter.export(spans, (result) => {
      this.#waiting -= spans.length;
      if (result.code === TAKEN) {
        this.#exported += spans.length;
        if (this.#isAway) this.#events.onWell?.();
        this.#isAway = false;
      } else {
        this.#dropped += spans.length;
        if (!this.#isAway) this.#events.onTrouble?.(result.error ?? new Error("the collector refuses them"));
        this.#isAway = true;
      }
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }
}
