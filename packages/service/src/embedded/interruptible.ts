import { setImmediate } from "node:timers/promises";
import type { Log } from "@stagefold/processing";

/** A log that can be told to stop reading, for as long as it is wanted. */
export interface InterruptibleLog {
  readonly log: Log;
  /** From now on reads are the log's own. */
  done(): void;
}

/**
 * The log, whose reads throw the signal's reason once it is aborted, until `done`.
 *
 * To take a task over may mean to read for long, and an embedded log answers without the event loop, where the
 * signals of the operating system come in: so each read goes through it once.
 */
export function interruptible(log: Log, signal: AbortSignal | undefined): InterruptibleLog {
  let isDone = signal === undefined;
  return {
    log: {
      partitionCount: (topic) => log.partitionCount(topic),
      firstOffset: (topic, partition) => log.firstOffset(topic, partition),
      endOffset: (topic, partition) => log.endOffset(topic, partition),
      append: (records) => log.append(records),
      openTask: (task) => log.openTask(task),
      async read(topic, partition, offset, limit) {
        if (!isDone) {
          await setImmediate();
          signal?.throwIfAborted();
        }
        return log.read(topic, partition, offset, limit);
      },
    },
    done() {
      isDone = true;
    },
  };
}
