/** One variable of the environment that cannot be used. */
export interface EnvironmentProblem {
  readonly variable: string;
  /** What it must be, in words. */
  readonly expected: string;
  /** null: it is not set. */
  readonly found: string | null;
}

/** An environment that cannot be used: all that is wrong with it, a line each. Exit code 2. */
export class EnvironmentError extends Error {
  readonly code = "STF-ENV-001";
  readonly disposition = "halt";
  readonly problems: readonly EnvironmentProblem[];
  constructor(problems: readonly EnvironmentProblem[]) {
    super(problems.map(sentenceOf).join("\n"));
    this.name = "EnvironmentError";
    this.problems = problems;
  }
}

function sentenceOf({ variable, expected, found }: EnvironmentProblem): string {
  return `${variable}: expected ${expected}, found ${found === null ? "nothing: it is not set" : JSON.stringify(found)}`;
}
