import { Counter, type Registry } from "prom-client";
import type { SpanCounts, Tracing } from "./tracing.ts";

/** Adds to `registry` how many spans the process sent and dropped; null: it does not trace, and both stay 0. */
export function measureSpans(registry: Registry, tracing: Tracing | null): void {
  const counter = (name: string, help: string, look: (counts: SpanCounts) => number): void => {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(tracing === null ? 0 : look(tracing.counts));
      },
    });
  };
  counter("stagefold_trace_spans_exported_total", "Spans that the collector took.", ({ exported }) => exported);
  const help = "Spans that the collector did not take, or for which there was no room to wait.";
  counter("stagefold_trace_spans_dropped_total", help, ({ dropped }) => dropped);
}
