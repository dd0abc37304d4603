/** What a verification found: differences, of which the first few are kept, and what was compared. */
export interface Findings {
  /** Says that something is not as it should be. */
  differs(sentence: string): void;
  /** Says what was compared. */
  compared(what: string, count: number): void;
  /** The first differences. */
  readonly differences: readonly string[];
  /** All of them. */
  readonly differenceCount: number;
  readonly comparisons: readonly { readonly what: string; readonly count: number }[];
}

const MOST_KEPT = 20;

/** Nothing found yet. */
export function openFindings(): Findings {
  const differences: string[] = [];
  const comparisons: { readonly what: string; readonly count: number }[] = [];
  let differenceCount = 0;
  return {
    differs(sentence) {
      differenceCount++;
      if (differences.length < MOST_KEPT) differences.push(sentence);
    },
    compared: (what, count) => void comparisons.push({ what, count }),
    differences,
    comparisons,
    get differenceCount() {
      return differenceCount;
    },
  };
}
