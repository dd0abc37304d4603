import { type Disposition, ProcessingError } from "@stagefold/processing";

/** Topics that belong together have different numbers of partitions: what is computed from them would be wrong. */
export class TopicsDisagreeError extends ProcessingError {
  readonly code = "STF-RUN-002";
  readonly disposition: Disposition = "halt";
  constructor(counts: readonly (readonly [topic: string, partitions: number])[]) {
    const listed = counts.map(([topic, partitions]) => `${topic} ${partitions}`).join(", ");
    super(
      `these topics must have the same number of partitions, and have: ${listed}. Nothing was started; ` +
        "make those that are wrong anew, with the number of lead-events",
    );
    this.name = "TopicsDisagreeError";
  }
}
