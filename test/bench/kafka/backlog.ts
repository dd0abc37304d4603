/** How long Stagefold takes from a backlog to its last commit, and what that costs. */

import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { COMMITS_TOPIC } from "@stagefold/kafka";
import {
  DEAD_LETTERS,
  FUNNEL_DELTAS,
  FUNNEL_METRICS,
  FUNNEL_METRICS_GROUP,
  LEAD_EVENTS,
  LEAD_STAYS,
  LEAD_TRACKER,
  SLA_BREACHES,
} from "@stagefold/processors";
import type { Admin } from "kafkajs";
import { costOf } from "../child-process.ts";
import { type BenchBroker, endOffsets } from "./bench-broker.ts";
import { countCommitted, readToEnd } from "./published.ts";
import { type StagefoldProcess, startStagefold } from "./stagefold-process.ts";

export interface BacklogOptions {
  readonly configFile: string;
  /** One process each: the processors it runs, and the folder of its stores. */
  readonly processes: readonly { readonly processors: readonly string[]; readonly folder: string }[];
  readonly node: readonly string[];
}

const POLL_MS = 50;

/** Runs Stagefold over what stands in the broker's topics until all of it, and all that follows from it, is committed. */
export async function measureBacklog(broker: BenchBroker, options: BacklogOptions): Promise<object> {
  const { admin, brokers, registry, pid } = broker;
  const ends = await endOffsets(admin, LEAD_EVENTS);
  const events = ends.reduce((a, b) => a + b, 0);
  const before = costOf(pid)?.cpuSeconds ?? 0;
  const load = loadAverage();
  const { configFile, node } = options;
  const processes = options.processes.map(({ processors, folder }) =>
    startStagefold({ brokers, registry, folder, configFile, processors, node }),
  );
  try {
    await committedUpTo(admin, processes, LEAD_TRACKER, LEAD_EVENTS, ends);
    const inputAt = performance.now();
    const deltas = await endOffsets(admin, FUNNEL_DELTAS);
    await committedUpTo(admin, processes, FUNNEL_METRICS_GROUP, FUNNEL_DELTAS, deltas);
    const endAt = performance.now();
    const costs = processes.map((process) => process.cost());
    const brokerCpuSeconds = (costOf(pid)?.cpuSeconds ?? 0) - before;
    const startedAt = Math.min(...processes.map((process) => process.startedAt));
    const readingSince = Math.min(...processes.map((process) => process.readingSince() ?? Number.POSITIVE_INFINITY));
    const loads = `${load}..${loadAverage()}`;
    for (const process of processes) await process.stop();
    const cpuSeconds = sum(costs.map((cost) => cost.cpuSeconds));
    return {
      events,
      eventsPerSecond: Math.round(events / seconds(startedAt, endAt)),
      eventsPerSecondFromFirstRecord: Math.round(events / seconds(readingSince, endAt)),
      inputDoneSeconds: rounded(seconds(startedAt, inputAt)),
      seconds: rounded(seconds(startedAt, endAt)),
      cpuSecondsPerMillion: rounded((cpuSeconds / events) * 1e6),
      peakMiB: Math.round(sum(costs.map((cost) => cost.peakMiB))),
      brokerCpuSecondsPerMillion: rounded((brokerCpuSeconds / events) * 1e6),
      published: {
        [LEAD_STAYS]: await countCommitted(brokers, LEAD_STAYS),
        [SLA_BREACHES]: await countCommitted(brokers, SLA_BREACHES),
        [FUNNEL_METRICS]: await countCommitted(brokers, FUNNEL_METRICS),
        [DEAD_LETTERS]: await countCommitted(brokers, DEAD_LETTERS),
      },
      commits: await countCommits(brokers),
      load: loads,
    };
  } finally {
    for (const process of processes) await process.stop();
  }
}

/** Waits until the group has committed each partition of the topic up to `ends`. */
async function committedUpTo(
  admin: Admin,
  processes: readonly StagefoldProcess[],
  groupId: string,
  topic: string,
  ends: readonly number[],
): Promise<void> {
  for (;;) {
    const at = await positions(admin, groupId, topic);
    if (ends.every((end, partition) => (at.get(partition) ?? -1) >= end || end === 0)) return;
    for (const process of processes) process.assertAlive();
    await setTimeout(POLL_MS);
  }
}

/** By partition; none while the group's coordinator is not ready yet. */
async function positions(admin: Admin, groupId: string, topic: string): Promise<ReadonlyMap<number, number>> {
  try {
    const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] });
    return new Map(offsets?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
  } catch {
    return new Map();
  }
}

/** How many commits the tasks of each group made. */
async function countCommits(brokers: string): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  await readToEnd(brokers, COMMITS_TOPIC, ({ messages }) => {
    for (const { key } of messages) {
      const group = String(key).replace(/\.\d+$/, "");
      counts[group] = (counts[group] ?? 0) + 1;
    }
  });
  return counts;
}

function loadAverage(): string {
  return readFileSync("/proc/loadavg", "utf8").split(" ")[0] as string;
}

function seconds(from: number, to: number): number {
  return (to - from) / 1e3;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
