import { type Disposition, ProcessingError } from "@stagefold/processing";
import type { RunnableSource } from "../run-tasks.ts";

/** A step of a task has not ended in time: something below hangs. Whoever restarts the process goes on from the last commit. */
export class StalledTaskError extends ProcessingError {
  readonly code = "STF-RUN-001";
  readonly disposition: Disposition = "halt";
  constructor(task: string, limitMs: number) {
    super(
      `task ${task} has been in one step for ${limitMs} ms: the process ends, so that it is begun anew. ` +
        "Where that happens again, look at the brokers and at the disk of the stores",
    );
    this.name = "StalledTaskError";
  }
}

/** The source with a limit on how long a step or commit of its task may take; one that takes longer throws StalledTaskError. */
export function watched(source: RunnableSource, limitMs: number): RunnableSource {
  const name = `${source.id.group}.${source.id.partition}`;
  async function inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new StalledTaskError(name, limitMs)), limitMs);
      timer.unref();
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
  return {
    id: source.id,
    async open(signal) {
      const { task, processor, close } = await source.open(signal);
      const limited = {
        step: () => inTime(task.step()),
        commit: () => inTime(task.commit()),
        position: (topic: string) => task.position(topic),
      };
      return { task: limited, processor, close };
    },
  };
}
