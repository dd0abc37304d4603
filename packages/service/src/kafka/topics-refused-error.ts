import { type Difference, isWrong, type PlannedTopic } from "@stagefold/kafka";
import { type Disposition, ProcessingError } from "@stagefold/processing";

/** Topics are missing, or such that what is computed from them would be wrong. */
export class TopicsRefusedError extends ProcessingError {
  readonly code = "STF-RUN-002";
  readonly disposition: Disposition = "halt";
  constructor(planned: readonly PlannedTopic[], brokers: readonly string[]) {
    const faults = planned.filter(isWrong).flatMap(faultsOf).join("; ");
    super(
      `topics that would give wrong results: ${faults}. Nothing was started; ` +
        `stagefold topics plan --brokers ${brokers.join(",")} shows them all`,
    );
    this.name = "TopicsRefusedError";
  }
}

function faultsOf({ wanted, found, differences }: PlannedTopic): readonly string[] {
  if (found === null) return [`${wanted.name} is missing`];
  return differences
    .filter(({ severity }) => severity === "wrong results")
    .map((difference) => `${wanted.name} has ${differenceText(difference)}`);
}

/** What is found, what is wanted and why, as the end of a sentence. */
export function differenceText({ setting, found, wanted, why }: Difference): string {
  return `${setting} ${found}, not ${wanted} (${why})`;
}
