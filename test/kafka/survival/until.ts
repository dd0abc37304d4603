import { setTimeout } from "node:timers/promises";

/** Waits until it holds; a test that waits in vain runs into its limit of time. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await setTimeout(20);
}
