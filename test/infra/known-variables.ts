/** The environment variables that services ask for, found by letting them ask. */
import { readApiEnvironment } from "@stagefold/api";
import { readIntakeEnvironment } from "@stagefold/intake-api";
import { readAlertSettings, readEnvironment, readTracingSettings, type Variables } from "@stagefold/service";

/** By the name of the program, what reads its environment. `stagefold` is given what its commands share. */
const READERS: Readonly<Record<string, readonly ((variables: Variables) => unknown)[]>> = {
  "lead-tracker": [readEnvironment, readTracingSettings],
  "funnel-metrics": [readEnvironment, readTracingSettings],
  "query-api": [readEnvironment, readTracingSettings, readApiEnvironment],
  intake: [readEnvironment, readTracingSettings, readIntakeEnvironment],
  "alert-relay": [readEnvironment, readTracingSettings, readAlertSettings],
  stagefold: [readEnvironment, readTracingSettings],
};

/** Those of `variables` that the program does not ask for. Throws EnvironmentError where it would refuse them. */
export function unknownTo(program: string, variables: Readonly<Record<string, string>>): readonly string[] {
  const asked = new Set<string>();
  const watched = new Proxy(variables, {
    get(target, name) {
      asked.add(String(name));
      return target[String(name)];
    },
  });
  for (const read of READERS[program] ?? []) read(watched);
  return Object.keys(variables).filter((name) => !asked.has(name));
}
