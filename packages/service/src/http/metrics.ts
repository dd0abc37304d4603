/**
 * What is observed of the tasks, as Prometheus reads it. docs/operations.md lists the names, which are part of what
 * users rely on.
 *
 * Nothing is counted here but durations: all else is looked up when it is asked for.
 */
import { LeadTracker } from "@stagefold/processors";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Observations } from "../observe/observations.ts";
import type { Lag, TaskObservation } from "../observe/task-observation.ts";
import { VERSION } from "../version.ts";
import { countSnapshots } from "./snapshot-metrics.ts";

/** Gives what there is now; values of equal labels are added. */
type Look = (add: (labels: Readonly<Record<string, string>>, value: number) => void) => void;

const COMMIT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** All of them, with those of the process itself. */
export function metricsOf(observations: Observations): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const build = { name: "stagefold_build_info", help: "1; the labels say what runs.", labelNames: ["version", "node"] };
  new Gauge({ ...build, registers }).set({ version: VERSION, node: process.version }, 1);

  const duration = new Histogram({
    name: "stagefold_commit_duration_seconds",
    help: "How long commits took, from the first output to the store.",
    labelNames: ["group"],
    buckets: COMMIT_BUCKETS,
    registers,
  });
  observations.onCommit((task, { durationMs }) => duration.observe({ group: task.id.group }, durationMs / 1_000));

  function gauge(name: string, help: string, labelNames: readonly string[], look: Look): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        look((labels, value) => this.inc(labels, value));
      },
    });
  }

  function counter(name: string, help: string, labelNames: readonly string[], look: Look): void {
    new Counter({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        look((labels, value) => this.inc(labels, value));
      },
    });
  }

  const byTask = ["group", "partition"];
  const byInput = [...byTask, "topic"];
  const help = {
    lag: "Records of an input that the task has not read.",
    lagSeconds: "How long the oldest of them may have been there.",
  };
  gauge(
    "stagefold_task_lag_records",
    help.lag,
    byInput,
    lags(observations, ({ records }) => records),
  );
  const lagSeconds = lags(observations, ({ ms }) => (ms === null ? null : ms / 1_000));
  gauge("stagefold_task_lag_seconds", help.lagSeconds, byInput, lagSeconds);
  const clock = "Where the task's clock stands: Unix time.";
  gauge("stagefold_task_clock_timestamp_seconds", clock, byTask, (add) => {
    for (const task of observations.all()) if (task.clock !== null) add(labelsOf(task), task.clock / 1_000);
  });
  const due = "The next instant of the task's clock at which something is published though no record comes: Unix time.";
  gauge("stagefold_next_deadline_timestamp_seconds", due, byTask, (add) => {
    for (const task of observations.all()) {
      const at = task.processor?.dueAt() ?? null;
      if (at !== null) add(labelsOf(task), at / 1_000);
    }
  });
  const phase = "1 for the state that a task of this process is in: opening, open or failing.";
  gauge("stagefold_task_state", phase, [...byTask, "state"], (add) => {
    for (const task of observations.all()) {
      if (task.phase !== "away") add({ ...labelsOf(task), state: task.phase }, 1);
    }
  });
  const running = "SLA clocks that run, of the leads in this process' partitions, at the tasks' clocks.";
  gauge("stagefold_sla_clocks_open", running, ["tenant", "policy", "state"], (add) => {
    for (const { processor } of observations.all()) {
      if (!(processor instanceof LeadTracker)) continue;
      for (const { tenantId: tenant, slaId: policy, open, atRisk, breached } of processor.runningClocks()) {
        add({ tenant, policy, state: "open" }, open);
        add({ tenant, policy, state: "at_risk" }, atRisk);
        add({ tenant, policy, state: "breached" }, breached);
      }
    }
  });
  counter("stagefold_dead_letters_total", "Records that were not accepted.", ["group", "reason"], (add) => {
    for (const task of observations.all()) {
      for (const [reason, count] of task.deadLetters) add({ group: task.id.group, reason }, count);
    }
  });
  const counted = (name: string, text: string, count: (task: TaskObservation) => number): void =>
    counter(name, text, byTask, (add) => {
      for (const task of observations.all()) add(labelsOf(task), count(task));
    });
  counted("stagefold_records_read_total", "Records read.", (task) => task.recordsRead);
  const restored = "Records read again to bring a task to where its last commit stands.";
  counted("stagefold_records_restored_total", restored, (task) => task.recordsRestored);
  counted("stagefold_commits_total", "Commits made.", (task) => task.commits);
  counted(
    "stagefold_task_failures_total",
    "Failures after which a task was taken over again.",
    (task) => task.timesFailed,
  );
  counted("stagefold_task_restarts_total", "Restarts of a task that was stuck.", (task) => task.restarts);
  countSnapshots(observations, registry);
  return registry;
}

function labelsOf({ id }: TaskObservation): { readonly group: string; readonly partition: string } {
  return { group: id.group, partition: String(id.partition) };
}

/** By task and input. */
function lags(observations: Observations, look: (lag: Lag) => number | null): Look {
  return (add) => {
    for (const task of observations.all()) {
      for (const lag of task.lags()) {
        const value = look(lag);
        if (value !== null) add({ ...labelsOf(task), topic: lag.topic }, value);
      }
    }
  };
}
