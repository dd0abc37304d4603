import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Observations } from "../observe/observations.ts";

const DURATION_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Adds what is known of snapshots of the stores to `registry`: docs/operations.md. */
export function countSnapshots(observations: Observations, registry: Registry): void {
  const registers = [registry];
  const events = new Counter({
    name: "stagefold_snapshots_total",
    help: "Snapshots of stores, by what happened: taken, not-taken, fetched, refused.",
    labelNames: ["group", "event"],
    registers,
  });
  const newest = new Gauge({
    name: "stagefold_snapshot_newest_timestamp_seconds",
    help: "When this process took its newest snapshot of the task: Unix time.",
    labelNames: ["group", "partition"],
    registers,
  });
  const bytes = new Gauge({
    name: "stagefold_snapshot_newest_bytes",
    help: "How large that snapshot is, compressed.",
    labelNames: ["group", "partition"],
    registers,
  });
  const duration = new Histogram({
    name: "stagefold_snapshot_duration_seconds",
    help: "How long it took to take or to fetch a snapshot.",
    labelNames: ["group", "event"],
    buckets: DURATION_BUCKETS,
    registers,
  });
  observations.onSnapshot((event) => {
    const { group, partition } = event.task;
    events.inc({ group, event: event.type });
    if (event.type === "taken" || event.type === "fetched") {
      duration.observe({ group, event: event.type }, event.durationMs / 1_000);
    }
    if (event.type !== "taken") return;
    newest.setToCurrentTime({ group, partition });
    bytes.set({ group, partition }, event.bytes);
  });
}
