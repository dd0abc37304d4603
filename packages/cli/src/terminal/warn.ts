/** Says something on standard error that is no failure. */
export function warn(sentence: string): void {
  process.stderr.write(`stagefold: ${sentence}\n`);
}
