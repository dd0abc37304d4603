/** When an instance is killed: by how far it has come, so that a slow machine is hit in the same places as a fast one. */
import { setTimeout } from "node:timers/promises";
import type { Random } from "../../bench/random.ts";
import type { StartedProcess } from "../../e2e/started-process.ts";
import { until } from "./until.ts";

export type KillMoment =
  /** So many commits of any task after its start, and then some ms: in a transaction, or while it works towards one. */
  | { readonly after: "commits"; readonly count: number; readonly ms: number }
  /** When the log has a commit that a store has not: hard to hit, since the one follows the other at once. */
  | { readonly after: "the log's commit"; readonly count: number; readonly ms: number }
  /** It has said that it has tasks, and takes them over. */
  | { readonly after: "tasks assigned" | "task taken over"; readonly ms: number };

/** What is to be known of the instance that is killed. */
export interface Progress {
  /** How many commits there are by now. */
  commits(): Promise<number>;
  /** Whether the log has a commit that a store of the instance has not. */
  isBetweenCommits(): Promise<boolean>;
}

const LONGEST_WAIT_MS = 250;
const LONGEST_LOOK_MS = 6;

/** One in four while tasks are taken over, one in four between the commits of log and store, the others anywhere. */
export function killMoment(random: Random): KillMoment {
  const ms = random.int(LONGEST_WAIT_MS);
  const count = 1 + random.int(12);
  switch (random.int(8)) {
    case 0:
      return { after: "tasks assigned", ms };
    case 1:
      return { after: "task taken over", ms };
    case 2:
    case 3:
      return { after: "the log's commit", count, ms };
    default:
      return { after: "commits", count, ms };
  }
}

/** Waits for it, and kills. */
export async function killAt(
  moment: KillMoment,
  instance: StartedProcess,
  progress: Progress,
  random: Random,
): Promise<void> {
  if ("count" in moment) {
    const from = await progress.commits();
    await until(async () => {
      instance.assertRuns();
      return (await progress.commits()) >= from + moment.count;
    });
  } else {
    await instance.logged(moment.after);
  }
  await setTimeout(moment.ms);
  while (moment.after === "the log's commit") {
    instance.assertRuns();
    // It stands still while it is looked at.
    instance.kill("SIGSTOP");
    if (await progress.isBetweenCommits()) break;
    instance.kill("SIGCONT");
    await setTimeout(random.int(LONGEST_LOOK_MS));
  }
  instance.kill("SIGKILL");
  await instance.ended();
}
