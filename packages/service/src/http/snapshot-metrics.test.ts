import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { Observations } from "../observe/observations.ts";
import { countSnapshots } from "./snapshot-metrics.ts";

it("counts what happens with snapshots, and says how old and large the newest of a task is", async () => {
  const observations = new Observations();
  const registry = new Registry();
  countSnapshots(observations, registry);
  const task = { group: "g", partition: 3 };
  const before = Math.floor(Date.now() / 1_000);

  observations.snapshot({ type: "taken", task, commitNumber: 8, storeBytes: 900, bytes: 70, durationMs: 30 });
  observations.snapshot({ type: "taken", task, commitNumber: 9, storeBytes: 900, bytes: 71, durationMs: 30 });
  observations.snapshot({ type: "not-taken", task, error: new Error("full") });
  observations.snapshot({ type: "refused", task, name: "8.snapshot", error: new Error("damaged") });
  observations.snapshot({ type: "fetched", task, commitNumber: 9, durationMs: 2_000 });

  const text = await registry.metrics();
  for (const [event, count] of Object.entries({ taken: 2, "not-taken": 1, refused: 1, fetched: 1 })) {
    expect(text).toContain(`stagefold_snapshots_total{group="g",event="${event}"} ${count}\n`);
  }
  expect(text).toContain('stagefold_snapshot_newest_bytes{group="g",partition="3"} 71\n');
  expect(text).toContain('stagefold_snapshot_duration_seconds_sum{group="g",event="fetched"} 2\n');
  const [, newest] = /newest_timestamp_seconds\{group="g",partition="3"\} (\S+)/.exec(text) ?? [];
  expect(Number(newest)).toBeGreaterThanOrEqual(before);
});
