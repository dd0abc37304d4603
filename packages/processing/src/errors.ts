/**
 * What a failure asks for: `retry` (the world is away for a while), `halt` (a person must act),
 * `drop` (another instance has the task).
 */
export type Disposition = "retry" | "halt" | "drop";

/** Base of the errors of processing and its adapters: a stable code, a sentence, what to do. */
export abstract class ProcessingError extends Error {
  abstract readonly code: string;
  abstract readonly disposition: Disposition;
}

/** The task was taken over by another session; nothing was written. */
export class FencedError extends ProcessingError {
  readonly code = "STF-LOG-001";
  readonly disposition = "drop";
  constructor(task: { readonly group: string; readonly partition: number }) {
    super(`task ${task.group}.${task.partition} was taken over by another session; this one must stop using it`);
    this.name = "FencedError";
  }
}

/** A read from a place that the log does not have. */
export class OffsetOutOfRangeError extends ProcessingError {
  readonly code = "STF-LOG-002";
  readonly disposition = "halt";
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly firstOffset: number;
  readonly endOffset: number;
  constructor(topic: string, partition: number, offset: number, firstOffset: number, endOffset: number) {
    super(
      `${topic}[${partition}] has no offset ${offset}: it holds ${firstOffset} up to ${endOffset} (exclusive). ` +
        `If retention removed what is needed, restore a snapshot that reaches offset ${firstOffset} or later`,
    );
    this.name = "OffsetOutOfRangeError";
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.firstOffset = firstOffset;
    this.endOffset = endOffset;
  }
}

/** A topic that does not exist. */
export class UnknownTopicError extends ProcessingError {
  readonly code = "STF-LOG-003";
  readonly disposition = "halt";
  constructor(topic: string) {
    super(`there is no topic ${topic}: create it before it is used`);
    this.name = "UnknownTopicError";
  }
}
