/**
 * The environment of the alert relay, beside what every service has.
 *
 * | variable              | what                                                            | default  |
 * | --------------------- | --------------------------------------------------------------- | -------- |
 * | STAGEFOLD_ALERTS_FILE | path of its settings (YAML): whom it tells what; docs/alerting.md | required |
 */
import { readFileSync } from "node:fs";
import { type AlertSettings, parseAlertSettings, type SecretPlace } from "@stagefold/alerts";
import { ConfigError } from "@stagefold/config";
import { type Variables, variableReader } from "../environment/variable-reader.ts";

const VARIABLE = "STAGEFOLD_ALERTS_FILE";

/** Reads the settings. Throws EnvironmentError where there is no such file, ConfigError with all that is wrong in it. */
export function readAlertSettings(variables: Variables): AlertSettings {
  const reader = variableReader(variables);
  if (!reader.has(VARIABLE)) {
    reader.wrong({ variable: VARIABLE, expected: "the path of the alert relay's settings", found: null });
  }
  const text = reader.end(reader.file(VARIABLE, "the alert relay's settings")) ?? "";
  const parsed = parseAlertSettings(text, (place) => secretIn(place, variables));
  if (parsed.ok) return parsed.settings;
  const file = variables[VARIABLE] ?? "";
  throw new ConfigError(parsed.problems.map((problem) => ({ file, ...problem })));
}

/** What may be logged of it: no address, since that may be a secret, and no header. */
export function describeAlertSettings({ targets }: AlertSettings): Readonly<Record<string, unknown>> {
  return { alerts: targets.map(({ name, type }) => `${name}: ${type}`) };
}

/** A file's is its first line. */
function secretIn(place: SecretPlace, variables: Variables): string | null {
  if ("env" in place) return variables[place.env] ?? null;
  try {
    return readFileSync(place.file, "utf8").split(/\r?\n/, 1)[0] ?? null;
  } catch (error) {
    throw new Error((error as NodeJS.ErrnoException).code ?? "it cannot be read", { cause: error });
  }
}
