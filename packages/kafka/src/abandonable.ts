/** Work that can be given up: what hangs below, and settles late or never, keeps nobody waiting any more. */
export interface Abandonable {
  /** Settles as `work` does, or fails when all is given up before. */
  run<T>(work: Promise<T>): Promise<T>;
  /** Whatever runs now fails with `failure`. What runs later is not concerned. */
  abandon(failure: Error): void;
}

/** Nothing runs yet. */
export function abandonable(): Abandonable {
  const waiting = new Set<(failure: Error) => void>();
  return {
    run<T>(work: Promise<T>): Promise<T> {
      return new Promise((resolve, reject) => {
        waiting.add(reject);
        const done = (): void => void waiting.delete(reject);
        work.then(
          (value) => {
            done();
            resolve(value);
          },
          (error) => {
            done();
            reject(error);
          },
        );
      });
    },
    abandon(failure) {
      for (const reject of waiting) reject(failure);
      waiting.clear();
    },
  };
}
