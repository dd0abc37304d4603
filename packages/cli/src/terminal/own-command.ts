/**
 * How a person types this program's name, so that printed commands can be copied: `pnpm stagefold` in a
 * checkout, where pnpm started it; node with the file where node did; else `stagefold`. Pure.
 */
export function ownCommand(
  argv: readonly (string | undefined)[],
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (environment.npm_lifecycle_event !== undefined) return "pnpm stagefold";
  const file = argv[1];
  return file?.endsWith(".ts") === true ? `node --conditions=source ${file}` : "stagefold";
}
