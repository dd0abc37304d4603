/**
 * The environment of the query API, beside what every service has (environment.ts of the service package).
 *
 * | variable                  | what                                                      | default             |
 * | ------------------------- | --------------------------------------------------------- | ------------------- |
 * | STAGEFOLD_API_PORT        | of the API, 0 to 65535; 0 is any that is free              | 8080                |
 * | STAGEFOLD_API_HOST        | the address that it listens on                            | 127.0.0.1           |
 * | STAGEFOLD_API_TOKENS_FILE | who may ask (YAML): tokens-file.ts                        | none: only with a loopback address |
 * | STAGEFOLD_API_CORS_ORIGINS | origins of pages elsewhere that may ask, commas between  | none                |
 * | STAGEFOLD_API_RATE_LIMIT  | requests a second of one caller, 1 to 100000              | 300                 |
 * | STAGEFOLD_API_MAX_STREAMS | clients that may listen to live events, 1 to 100000       | 1000                |
 * | STAGEFOLD_API_MODEL_FILE  | the read model, of this process alone                     | read-model.db in STAGEFOLD_DATA_DIR |
 */
import {
  COUNT_FORM,
  describeGrants,
  type ListenEnvironment,
  type ListenVariables,
  readListenEnvironment,
} from "@stagefold/http";
import { type Variables, variableReader } from "@stagefold/service";
import { z } from "zod";

export interface ApiEnvironment extends ListenEnvironment {
  readonly corsOrigins: readonly string[];
  readonly maxStreams: number;
  /** null: in the data folder. */
  readonly modelFile: string | null;
}

/** The variables of where it listens, and to whom. */
export const API_LISTEN: ListenVariables = {
  host: "STAGEFOLD_API_HOST",
  port: "STAGEFOLD_API_PORT",
  tokensFile: "STAGEFOLD_API_TOKENS_FILE",
  rate: "STAGEFOLD_API_RATE_LIMIT",
};
const PORT = 8_080;
const ORIGINS = {
  expected: "origins such as https://reports.example.com, separated by commas",
  schema: z
    .string()
    .transform((text) => text.split(",").map((origin) => origin.trim()))
    .pipe(z.array(z.url({ protocol: /^https?$/ }).refine((origin) => URL.parse(origin)?.origin === origin)))
    .optional(),
};
const MODEL = { expected: "the path of a file", schema: z.string().min(1).optional() };

/** Reads it. Throws EnvironmentError with all that is wrong. */
export function readApiEnvironment(variables: Variables): ApiEnvironment {
  const reader = variableReader(variables);
  return reader.end({
    ...readListenEnvironment(reader, API_LISTEN, PORT),
    corsOrigins: reader.read("STAGEFOLD_API_CORS_ORIGINS", ORIGINS) ?? [],
    maxStreams: reader.read("STAGEFOLD_API_MAX_STREAMS", COUNT_FORM, "1000"),
    modelFile: reader.read("STAGEFOLD_API_MODEL_FILE", MODEL) ?? null,
  });
}

/** What may be logged of it: of the tokens, whose they are. */
export function describeApiEnvironment({ grants, ...rest }: ApiEnvironment): Readonly<Record<string, unknown>> {
  return { ...rest, tokens: describeGrants(grants) };
}
