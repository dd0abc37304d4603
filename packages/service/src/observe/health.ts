/**
 * Whether the process is alive, and whether it is ready.
 *
 * | question | answered no when                                                                             |
 * | -------- | -------------------------------------------------------------------------------------------- |
 * | alive    | a task has given no sign for five minutes: no read, no step, no failure                       |
 * | ready    | the topics are not checked or a group is not joined yet; something needed is away; a task of ours is being taken over, fails, or is more than ten seconds behind |
 *
 * A process that is alive and not ready gets there by itself, so it must not be ended. One without tasks is ready:
 * it stands by.
 */
import type { Observations } from "./observations.ts";
import type { TaskObservation } from "./task-observation.ts";

export interface Health {
  readonly ok: boolean;
  /** What is wrong, a sentence each. */
  readonly reasons: readonly string[];
}

/** Longer than the watchdog takes until it gives up: who restarts processes is to be the last to act. */
const SILENCE_MS = 300_000;
const TOLERANCE_MS = 10_000;

/** Pure, as of now. */
export function livenessOf(observations: Observations): Health {
  const reasons: string[] = [];
  for (const task of observations.all()) {
    if (task.phase === "away" || task.isFetching || task.silentMs <= SILENCE_MS) continue;
    reasons.push(`task ${task.name} has given no sign of life for ${Math.round(task.silentMs / 1_000)} s`);
  }
  return { ok: reasons.length === 0, reasons };
}

/** Pure, as of now. */
export function readinessOf(observations: Observations): Health {
  const reasons = [...observations.troubles].map(([part, what]) => `${part}: ${what}`);
  for (const task of observations.all()) {
    const reason = reasonOf(task);
    if (reason !== null) reasons.push(`task ${task.name} ${reason}`);
  }
  return { ok: reasons.length === 0, reasons };
}

function reasonOf(task: TaskObservation): string | null {
  switch (task.phase) {
    case "away":
      return null;
    case "opening":
      if (task.isFetching) return "fetches its store";
      return task.failure === null ? "is being taken over" : `is being taken over again and ${failureOf(task)}`;
    case "failing":
      return failureOf(task);
    case "open":
      return behindOf(task);
  }
}

function failureOf({ failure }: TaskObservation): string {
  const { failures = 0, code = null, message = "" } = failure ?? {};
  const times = failures === 1 ? "has failed" : `has failed ${failures} times in a row`;
  return `${times}: ${code === null ? "" : `${code} `}${message}`;
}

function behindOf(task: TaskObservation): string | null {
  for (const { topic, records, ms } of task.lags()) {
    if (records === null) return `does not know the end of ${topic} yet`;
    if (ms === null) return `is ${records} records of ${topic} behind, and has read none yet`;
    if (ms > TOLERANCE_MS) return `is ${records} records of ${topic} behind, ${Math.round(ms / 1_000)} s`;
  }
  return null;
}
