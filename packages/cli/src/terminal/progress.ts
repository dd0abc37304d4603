/**
 * How far long work has come, on a terminal: one line that is written over. Silent where standard
 * error is no terminal, so that nothing of it gets into a file.
 */
export interface Progress {
  /** Starts a stage of the work; `total` null: how much there is cannot be told. */
  stage(label: string, total: number | null): void;
  /** So much of the stage is done, and so many events. */
  at(done: number, events: number): void;
  /** Takes the line away. */
  end(): void;
}

const EVERY_MS = 100;

/** The progress of work whose time is told by `now` (ms). */
export function createProgress(out: NodeJS.WriteStream, now: () => number): Progress {
  if (!out.isTTY) return { stage() {}, at() {}, end() {} };
  let label = "";
  let total: number | null = null;
  let startedAt = now();
  let shownAt = 0;
  return {
    stage(next, of) {
      label = next;
      total = of;
      startedAt = now();
      shownAt = 0;
    },
    at(done, events) {
      const at = now();
      if (at - shownAt < EVERY_MS) return;
      shownAt = at;
      out.write(`\r\u001b[2K${progressLine(label, done, total, events, at - startedAt)}`);
    },
    end() {
      out.write("\r\u001b[2K");
    },
  };
}

/** The line: events done, events per second, and the time left where it can be told. Pure. */
export function progressLine(
  label: string,
  done: number,
  total: number | null,
  events: number,
  elapsedMs: number,
): string {
  const rate = elapsedMs === 0 ? 0 : Math.round((events * 1000) / elapsedMs);
  let line = `${label}: ${events.toLocaleString("en")} events, ${rate.toLocaleString("en")}/s`;
  if (total !== null && total > 0 && done > 0) {
    const share = Math.min(done / total, 1);
    const left = Math.ceil(((elapsedMs / share) * (1 - share)) / 1000);
    line += `, ${Math.floor(share * 100)} %, ${left} s left`;
  }
  return line;
}
