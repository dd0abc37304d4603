/**
 * The environment of a service, read once when it starts.
 *
 * | variable             | what                                         | default  |
 * | -------------------- | -------------------------------------------- | -------- |
 * | STAGEFOLD_CONFIG     | path of the configuration (YAML)             | required |
 * | STAGEFOLD_DATA_DIR   | the folder of log and stores                 | required |
 * | STAGEFOLD_PARTITIONS | partitions of every topic, 1 to 256          | the folder's; a new one has 1 |
 * | LOG_LEVEL            | fatal, error, warn, info, debug or trace     | info     |
 *
 * A variable that is set to nothing is as if not set.
 */
import { z } from "zod";
import { EnvironmentError, type EnvironmentProblem } from "./environment-error.ts";

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface ServiceEnvironment {
  readonly configFile: string;
  readonly dataFolder: string;
  /** null: those that the folder has. */
  readonly partitions: number | null;
  readonly logLevel: LogLevel;
}

/** By variable: what it must be, in words, and as a schema. */
const VARIABLES = {
  STAGEFOLD_CONFIG: { expected: "the path of the configuration file", schema: z.string().min(1) },
  STAGEFOLD_DATA_DIR: { expected: "the path of the folder that holds log and stores", schema: z.string().min(1) },
  STAGEFOLD_PARTITIONS: {
    expected: "a whole number from 1 to 256",
    schema: z
      .string()
      .regex(/^\d{1,3}$/)
      .transform(Number)
      .pipe(z.number().min(1).max(256))
      .optional(),
  },
  LOG_LEVEL: { expected: `one of ${LOG_LEVELS.join(", ")}`, schema: z.enum(LOG_LEVELS) },
} as const;

/** Reads the environment. Throws EnvironmentError with all that is wrong. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): ServiceEnvironment {
  const problems: EnvironmentProblem[] = [];
  function read<N extends keyof typeof VARIABLES>(
    name: N,
    fallback?: string,
  ): z.output<(typeof VARIABLES)[N]["schema"]> {
    const { expected, schema } = VARIABLES[name];
    const set = variables[name];
    const found = set === undefined || set === "" ? fallback : set;
    const parsed = schema.safeParse(found);
    if (!parsed.success) problems.push({ variable: name, expected, found: found ?? null });
    // Where it is wrong the value is never used: all problems are thrown below.
    return parsed.data as z.output<(typeof VARIABLES)[N]["schema"]>;
  }
  const environment = {
    configFile: read("STAGEFOLD_CONFIG"),
    dataFolder: read("STAGEFOLD_DATA_DIR"),
    partitions: read("STAGEFOLD_PARTITIONS") ?? null,
    logLevel: read("LOG_LEVEL", "info"),
  };
  if (problems.length > 0) throw new EnvironmentError(problems);
  return environment;
}
