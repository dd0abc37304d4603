/** When an instance is killed: by how far it has come, so that a slow machine is hit in the same places as a fast one. */
import { setTimeout } from "node:timers/promises";
import type { Random } from "../../bench/random.ts";
import type { StartedProcess } from "../../e2e/started-process.ts";
import { until } from "./until.ts";

export type KillMoment =
  /** So many commits of any task after its start, and then some ms: in a transaction, between the commits of log and store, or at rest. */
  | { readonly after: "commits"; readonly count: number; readonly ms: number }
  /** It has said that it has tasks, and takes them over. */
  | { readonly after: "tasks assigned" | "task taken over"; readonly ms: number };

const LONGEST_WAIT_MS = 250;

/** One in four while tasks are taken over, the others among commits. */
export function killMoment(random: Random): KillMoment {
  const ms = random.int(LONGEST_WAIT_MS);
  switch (random.int(8)) {
    case 0:
      return { after: "tasks assigned", ms };
    case 1:
      return { after: "task taken over", ms };
    default:
      return { after: "commits", count: 1 + random.int(12), ms };
  }
}

/** Waits for it. `commits` says how many commits there are by now. */
export async function reached(
  moment: KillMoment,
  instance: StartedProcess,
  commits: () => Promise<number>,
): Promise<void> {
  if (moment.after === "commits") {
    const from = await commits();
    await until(async () => (await commits()) >= from + moment.count);
  } else {
    await instance.logged(moment.after);
  }
  await setTimeout(moment.ms);
}
