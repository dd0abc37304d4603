/** What was found of one thing that must be right. */

export type Level = "ok" | "warning" | "wrong";

export interface Finding {
  /** What was looked at, in a word or two. */
  readonly check: string;
  readonly level: Level;
  /** What was found, a sentence or half of one. */
  readonly says: string;
  /** What to do; null where there is nothing. */
  readonly remedy: string | null;
}

/** As it should be. */
export function ok(check: string, says: string): Finding {
  return { check, level: "ok", says, remedy: null };
}

/** Runs, and is not as it should be; or could not be looked at. */
export function warning(check: string, says: string, remedy: string): Finding {
  return { check, level: "warning", says, remedy };
}

/** Does not run, or computes something wrong. */
export function wrong(check: string, says: string, remedy: string | null): Finding {
  return { check, level: "wrong", says, remedy };
}

/** What `work` finds; what it throws is what is wrong, and says itself what to do. */
export async function looked(
  check: string,
  work: () => Promise<readonly Finding[]> | readonly Finding[],
): Promise<readonly Finding[]> {
  try {
    return await work();
  } catch (error) {
    const code = (error as { readonly code?: unknown }).code;
    const named = typeof code === "string" && code.startsWith("STF-") ? `${code}: ` : "";
    return [wrong(check, `${named}${error instanceof Error ? error.message : String(error)}`, null)];
  }
}

/** A line each, what to do under those that need it. Pure. */
export function findingsText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  return findings
    .map(({ check, level, says, remedy }) => {
      const line = `${level.padEnd(7)}  ${check.padEnd(width)}  ${says}\n`;
      return remedy === null ? line : `${line}${" ".repeat(width + 11)}-> ${remedy}\n`;
    })
    .join("");
}
