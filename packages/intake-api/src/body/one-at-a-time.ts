/**
 * Work that is done one after the other: reading bodies, of which each may take many times its own memory for a moment.
 * Side by side they would take no less time, since one thread does it all.
 */
export interface OneAtATime {
  /** Runs `work` once what came before has ended, however. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** A line with nobody in it. */
export function oneAtATime(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const done = last.then(work, work);
      last = done.catch(() => {});
      return done;
    },
  };
}
