/** What is measured of the alert relay, as Prometheus reads it. Names of tenants are not among the labels. */
import type { RelayState, TargetState } from "@stagefold/alerts";
import { Counter, Gauge, type Registry } from "prom-client";

export interface AlertCounters {
  told(target: string, events: number): void;
  failed(target: string): void;
  givenUp(target: string, events: number): void;
}

/** Measures the relay from now on; `state` says how it stands. */
export function alertMetrics(
  registry: Registry,
  targets: readonly string[],
  state: () => RelayState | null,
): AlertCounters {
  const registers = [registry];
  const labelNames = ["target"];
  const gauge = (name: string, help: string, look: (target: TargetState) => number): void => {
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const target of state()?.targets ?? []) this.set({ target: target.name }, look(target));
      },
    });
  };
  gauge("stagefold_alerts_waiting", "SLA clocks that the target is to be told something of.", ({ waiting }) => waiting);
  gauge("stagefold_alerts_waiting_seconds", "How long the oldest of them waits.", ({ waitingMs }) => waitingMs / 1_000);
  gauge("stagefold_alerts_open", "SLA clocks that the target knows to be at risk or breached.", ({ open }) => open);
  gauge("stagefold_alerts_target_up", "0 where the target failed when it was tried last.", ({ isFailing }) =>
    isFailing ? 0 : 1,
  );
  new Gauge({
    name: "stagefold_alerts_behind_records",
    help: "Records of sla-breaches that the relay has not read.",
    registers,
    collect() {
      const behind = state()?.behind ?? null;
      if (behind === null) this.remove();
      else this.set(behind);
    },
  });
  const counter = (name: string, help: string) => {
    const made = new Counter({ name, help, labelNames, registers });
    for (const target of targets) made.inc({ target }, 0);
    return made;
  };
  const messages = counter("stagefold_alerts_messages_total", "Messages that the target took.");
  const events = counter("stagefold_alerts_told_total", "SLA events that the target was told of.");
  const failures = counter("stagefold_alerts_failures_total", "Requests that failed and are made again.");
  const lost = counter("stagefold_alerts_given_up_total", "SLA events that the target was never told of.");
  return {
    told(target, count) {
      messages.inc({ target });
      events.inc({ target }, count);
    },
    failed: (target) => failures.inc({ target }),
    givenUp: (target, count) => lost.inc({ target }, count),
  };
}
