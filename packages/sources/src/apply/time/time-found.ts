/** A time as it was found: an instant, or what a local clock shows. */
export interface TimeFound {
  /** Of an instant ms since epoch; of a local time ms since 1970-01-01T00:00 on the local clock. */
  readonly ms: number;
  readonly isLocal: boolean;
}

/** Instants reach no further than Temporal and ISO text do. */
const LARGEST_MS = 8_640_000_000_000_000;

/** The time, or null where no instant can be so far off. Pure. */
export function timeFound(ms: number, isLocal: boolean): TimeFound | null {
  return Math.abs(ms) <= LARGEST_MS - 86_400_000 ? { ms, isLocal } : null;
}
