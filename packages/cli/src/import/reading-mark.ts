/** How far a file was read, as intake keeps it in the transaction of what it took. */

export interface ReadingMark {
  /** The next record to read, from 0. */
  readonly next: number;
  /** Its line; null where there are none. */
  readonly line: number | null;
  readonly done: boolean;
  /** What was refused of it so far; of a batch in which the import was killed, it is not known. */
  readonly refused: number;
}

/** As it is kept. Pure. */
export function markText(mark: ReadingMark): string {
  return JSON.stringify(mark);
}

/** The mark in `text`. Pure. */
export function markOf(text: string): ReadingMark {
  return JSON.parse(text) as ReadingMark;
}
