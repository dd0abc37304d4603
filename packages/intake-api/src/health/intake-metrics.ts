import type { ServerMetrics } from "@stagefold/http";
import type { ItemResult } from "../take/item-result.ts";
import type { Taking } from "../taking.ts";

export interface IntakeMetrics {
  /** Counts what became of the items of a request; `source` is empty for events in our own form. */
  count(source: string, results: readonly Pick<ItemResult, "status">[]): void;
  /** Counts so many of one kind. */
  add(source: string, outcome: ItemResult["status"], count: number): void;
}

/** Measures what is taken, and how far the log is behind. */
export function intakeMetrics(metrics: ServerMetrics, taking: Taking): IntakeMetrics {
  const taken = metrics.counter("stagefold_intake_events_total", "Events and records by what became of them.", [
    "source",
    "outcome",
  ]);
  const state = () => taking.intake()?.state ?? null;
  metrics.gauge(
    "stagefold_intake_pending_events",
    "Events that are accepted and not in the log yet.",
    () => state()?.pendingEvents ?? null,
  );
  metrics.gauge("stagefold_intake_pending_bytes", "Bytes of these.", () => state()?.pendingBytes ?? null);
  metrics.gauge("stagefold_intake_capacity_bytes", "The most bytes that may be pending.", () => {
    return state()?.capacityBytes ?? null;
  });
  metrics.gauge("stagefold_intake_log_trouble", "1 while the log does not take what is pending.", () => {
    const now = state();
    return now === null ? null : Number(now.logTrouble !== null);
  });
  metrics.gauge("stagefold_intake_ready", "1 where events are taken.", () => Number(state()?.notReady === null));
  return {
    count(source, results) {
      for (const { status } of results) taken.inc({ source, outcome: status });
    },
    add(source, outcome, count) {
      if (count > 0) taken.inc({ source, outcome }, count);
    },
  };
}
