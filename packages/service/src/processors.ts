/** The processors, as processes run them. */
import {
  FUNNEL_DELTAS,
  FUNNEL_METRICS_GROUP,
  FUNNEL_TARGETS,
  LEAD_EVENTS,
  LEAD_TRACKER,
  SPEND_EVENTS,
} from "@stagefold/processors";
import { metricsTasks, trackerTasks } from "./embedded/embedded-tasks.ts";
import type { TasksOf } from "./embedded/run-embedded.ts";

/** A processor that a process can run. */
export interface RunnableProcessor {
  /** Its consumer group. */
  readonly group: string;
  /** What it reads: on Kafka the group is assigned their partitions. */
  readonly inputs: readonly string[];
  readonly tasksOf: TasksOf;
}

/** By name, in the order in which records go through them. */
export const PROCESSORS = {
  "lead-tracker": { group: LEAD_TRACKER, inputs: [LEAD_EVENTS], tasksOf: trackerTasks },
  "funnel-metrics": {
    group: FUNNEL_METRICS_GROUP,
    inputs: [FUNNEL_DELTAS, SPEND_EVENTS, FUNNEL_TARGETS],
    tasksOf: metricsTasks,
  },
} as const satisfies Readonly<Record<string, RunnableProcessor>>;

export type ProcessorName = keyof typeof PROCESSORS;
