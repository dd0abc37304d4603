/**
 * The environment of intake, beside what every service has (environment.ts of the service package).
 *
 * | variable                     | what                                                     | default             |
 * | ---------------------------- | -------------------------------------------------------- | ------------------- |
 * | STAGEFOLD_INTAKE_PORT        | where it listens, 0 to 65535; 0 is any that is free       | 8081                |
 * | STAGEFOLD_INTAKE_HOST        | the address that it listens on                           | 127.0.0.1           |
 * | STAGEFOLD_INTAKE_TOKENS_FILE | who may send (YAML), with may: [write]                   | none: only with a loopback address |
 * | STAGEFOLD_INTAKE_RATE        | requests a second of one caller, 1 to 100000             | 300                 |
 * | STAGEFOLD_INTAKE_BUFFER      | bytes of events that may wait for the log, 1 MiB to 1 TiB | 268435456 (256 MiB) |
 * | STAGEFOLD_INTAKE_PUBLIC_URL  | how senders reach it: where a signature covers the address | as the request says |
 */
import { describeGrants, type ListenEnvironment, type ListenVariables, readListenEnvironment } from "@stagefold/http";
import { type Variables, variableReader } from "@stagefold/service";
import { z } from "zod";

export interface IntakeEnvironment extends ListenEnvironment {
  /** The most bytes that may wait for the log. */
  readonly bufferBytes: number;
  /** Without a slash at its end; null: as the request says. */
  readonly publicUrl: string | null;
}

/** The variables of where it listens, and to whom. */
export const INTAKE_LISTEN: ListenVariables = {
  host: "STAGEFOLD_INTAKE_HOST",
  port: "STAGEFOLD_INTAKE_PORT",
  tokensFile: "STAGEFOLD_INTAKE_TOKENS_FILE",
  rate: "STAGEFOLD_INTAKE_RATE",
};
const PORT = 8_081;
const BUFFER = {
  expected: "a whole number of bytes from 1048576 to 1099511627776",
  schema: z
    .string()
    .regex(/^\d{1,13}$/)
    .transform(Number)
    .pipe(z.number().min(1_048_576).max(1_099_511_627_776)),
};
const PUBLIC_URL = {
  expected: "an address such as https://events.example.com",
  schema: z
    .url({ protocol: /^https?$/ })
    .refine((text) => URL.parse(text)?.search === "" && URL.parse(text)?.hash === "")
    .transform((text) => text.replace(/\/+$/, ""))
    .optional(),
};

/** Reads it. Throws EnvironmentError with all that is wrong. */
export function readIntakeEnvironment(variables: Variables): IntakeEnvironment {
  const reader = variableReader(variables);
  return reader.end({
    ...readListenEnvironment(reader, INTAKE_LISTEN, PORT),
    bufferBytes: reader.read("STAGEFOLD_INTAKE_BUFFER", BUFFER, "268435456"),
    publicUrl: reader.read("STAGEFOLD_INTAKE_PUBLIC_URL", PUBLIC_URL) ?? null,
  });
}

/** What may be logged of it: of the tokens, whose they are. Pure. */
export function describeIntakeEnvironment({ grants, ...rest }: IntakeEnvironment): Readonly<Record<string, unknown>> {
  return { ...rest, tokens: describeGrants(grants) };
}
