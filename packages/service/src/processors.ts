/** The processors, as processes run them. */
import {
  DEAD_LETTERS,
  FUNNEL_DELTAS,
  FUNNEL_METRICS,
  FUNNEL_METRICS_GROUP,
  FUNNEL_TARGETS,
  LEAD_EVENTS,
  LEAD_STAYS,
  LEAD_TRACKER,
  SLA_BREACHES,
  SPEND_EVENTS,
} from "@stagefold/processors";
import { metricsTasks, trackerTasks } from "./embedded/embedded-tasks.ts";
import type { TasksOf } from "./embedded/run-embedded.ts";

export type ProcessorName = "lead-tracker" | "funnel-metrics";

/** A processor that a process can run. */
export interface RunnableProcessor {
  readonly name: ProcessorName;
  /** Its consumer group. */
  readonly group: string;
  /** What it reads: on Kafka the group is assigned their partitions. */
  readonly inputs: readonly string[];
  /** What it writes, beside the internal topics of marks and configurations. */
  readonly outputs: readonly string[];
  readonly tasksOf: TasksOf;
}

/** By name, in the order in which records go through them. */
export const PROCESSORS = {
  "lead-tracker": {
    name: "lead-tracker",
    group: LEAD_TRACKER,
    inputs: [LEAD_EVENTS],
    outputs: [LEAD_STAYS, SLA_BREACHES, FUNNEL_DELTAS, DEAD_LETTERS],
    tasksOf: trackerTasks,
  },
  "funnel-metrics": {
    name: "funnel-metrics",
    group: FUNNEL_METRICS_GROUP,
    inputs: [FUNNEL_DELTAS, SPEND_EVENTS, FUNNEL_TARGETS],
    outputs: [FUNNEL_METRICS, DEAD_LETTERS],
    tasksOf: metricsTasks,
  },
} as const satisfies Readonly<Record<ProcessorName, RunnableProcessor>>;
