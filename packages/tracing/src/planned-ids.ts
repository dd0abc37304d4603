/** Ids of traces and spans by chance, but for a trace whose id was told before: in log lines. */
import { type IdGenerator, RandomIdGenerator } from "@opentelemetry/sdk-trace";

export class PlannedIds implements IdGenerator {
  readonly #random = new RandomIdGenerator();
  #planned: string | null = null;

  /** Runs `begin`, in which the trace that begins, if any does, has this id. */
  planned<T>(traceId: string | undefined, begin: () => T): T {
    this.#planned = traceId ?? null;
    try {
      return begin();
    } finally {
      this.#planned = null;
    }
  }

  generateTraceId(): string {
    return this.#planned ?? this.#random.generateTraceId();
  }

  generateSpanId(): string {
    return this.#random.generateSpanId();
  }
}
