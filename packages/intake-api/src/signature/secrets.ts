import { readFileSync } from "node:fs";
import type { SourceConfig } from "@stagefold/config";
import { EnvironmentError, type EnvironmentProblem, type Variables } from "@stagefold/service";

/**
 * The secrets of the sources that have a signature, by the source's name: from the variable or the file that the
 * configuration names, without the white space around it. Throws EnvironmentError with all that are missing; no secret is said.
 */
export function readSecrets(
  sources: ReadonlyMap<string, SourceConfig>,
  variables: Variables,
): ReadonlyMap<string, string> {
  const secrets = new Map<string, string>();
  const problems: EnvironmentProblem[] = [];
  for (const [name, { signature }] of sources) {
    if (signature === null) continue;
    const { secret } = signature;
    const expected = `the secret with which source ${name} signs`;
    if (secret.kind === "env") {
      const value = variables[secret.name] ?? "";
      if (value === "") problems.push({ variable: secret.name, expected, found: null });
      secrets.set(name, value);
    } else {
      const value = contentOf(secret.path);
      if (typeof value === "string") secrets.set(name, value);
      else
        problems.push({ variable: secret.path, expected: `a file that holds ${expected} (${value.why})`, found: null });
    }
  }
  if (problems.length > 0) throw new EnvironmentError(problems);
  return secrets;
}

function contentOf(path: string): string | { readonly why: string } {
  try {
    const text = readFileSync(path, "utf8").trim();
    return text === "" ? { why: "it is empty" } : text;
  } catch (error) {
    return { why: (error as NodeJS.ErrnoException).code ?? "it cannot be read" };
  }
}
