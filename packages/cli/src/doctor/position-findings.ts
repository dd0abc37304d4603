/** Whether the tasks stand within the log, and how far behind its end. */
import type { CommitMark, Log, TaskId } from "@stagefold/processing";
import { PROCESSORS } from "@stagefold/service";
import { type Finding, ok, warning, wrong } from "./finding.ts";

export type LookedAtLog = Pick<Log, "firstOffset" | "endOffset">;

/** Records behind from which somebody should look. */
const FAR_BEHIND = 10_000;

/** Every task of every processor, by processor. */
export function allTasks(partitions: number): readonly TaskId[] {
  const all = Object.values(PROCESSORS);
  return all.flatMap(({ group }) => Array.from({ length: partitions }, (_, partition) => ({ group, partition })));
}

/** Of the tasks and their marks, a line a processor; each place outside of the log is a line of its own. */
export async function positionFindings(
  log: LookedAtLog,
  tasks: readonly TaskId[],
  marks: readonly (CommitMark | null)[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { group, inputs } of Object.values(PROCESSORS)) {
    let behind = 0;
    let without = 0;
    let outside = 0;
    for (const [index, task] of tasks.entries()) {
      if (task.group !== group) continue;
      const mark = marks[index] ?? null;
      if (mark === null) without++;
      for (const topic of inputs) {
        const [first, end] = await Promise.all([
          log.firstOffset(topic, task.partition),
          log.endOffset(topic, task.partition),
        ]);
        const position = mark?.positions[topic] ?? first;
        behind += Math.max(0, end - Math.max(position, first));
        const found = outsideFinding(`${topic}[${task.partition}]`, group, position, first, end);
        if (found === null) continue;
        outside++;
        findings.push(found);
      }
    }
    if (outside === 0) findings.push(standingFinding(group, behind, without));
  }
  return findings;
}

function outsideFinding(place: string, group: string, position: number, first: number, end: number): Finding | null {
  if (position > end)
    return wrong(
      group,
      `it stands at ${position} of ${place}, which ends at ${end}: the topic was made anew, or is another log's`,
      "bring the former log back; or begin anew: delete all topics of Stagefold, stores and snapshots, and send the inputs again",
    );
  if (position < first)
    return wrong(
      group,
      `it stands at ${position} of ${place}, which begins at ${first}: what is between is gone (STF-LOG-002)`,
      "bring the records back, and set retention.ms and retention.bytes of the topic to -1",
    );
  return null;
}

function standingFinding(group: string, behind: number, without: number): Finding {
  const records = `${behind.toLocaleString("en")} records behind`;
  if (without > 0 && behind > 0)
    return warning(
      group,
      `${without} of its tasks have committed nothing yet, ${records}`,
      "start it, or see in its log why it does not go on",
    );
  if (behind > FAR_BEHIND)
    return warning(group, records, "see that it runs and commits; where it does, it needs time, or more instances");
  return ok(group, without > 0 ? "nothing to read yet" : records);
}
