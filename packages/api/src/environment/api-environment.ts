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
import { type VariableReader, type Variables, variableReader } from "@stagefold/service";
import { z } from "zod";
import { isLoopback } from "../access/loopback.ts";
import { parseTokens, type TokenGrant } from "../access/tokens-file.ts";

export interface ApiEnvironment {
  readonly host: string;
  readonly port: number;
  /** null: no tokens, so this machine alone. */
  readonly grants: readonly TokenGrant[] | null;
  readonly corsOrigins: readonly string[];
  readonly requestsPerSecond: number;
  readonly maxStreams: number;
  /** null: in the data folder. */
  readonly modelFile: string | null;
}

const PORT = { expected: "a port from 0 to 65535", schema: whole(0, 65_535) };
const HOST = { expected: "an address to listen on", schema: z.string().min(1) };
const ORIGINS = {
  expected: "origins such as https://reports.example.com, separated by commas",
  schema: z
    .string()
    .transform((text) => text.split(",").map((origin) => origin.trim()))
    .pipe(z.array(z.url({ protocol: /^https?$/ }).refine((origin) => URL.parse(origin)?.origin === origin)))
    .optional(),
};
const RATE = { expected: "a whole number from 1 to 100000", schema: whole(1, 100_000) };
const MODEL = { expected: "the path of a file", schema: z.string().min(1).optional() };

/** Reads it. Throws EnvironmentError with all that is wrong. */
export function readApiEnvironment(variables: Variables): ApiEnvironment {
  const reader = variableReader(variables);
  const host = reader.read("STAGEFOLD_API_HOST", HOST, "127.0.0.1");
  const grants = readGrants(reader);
  if (grants === null && host !== undefined && !isLoopback(host) && !reader.has("STAGEFOLD_API_TOKENS_FILE")) {
    const expected = `a file of tokens, since others than this machine reach ${host}`;
    reader.wrong({ variable: "STAGEFOLD_API_TOKENS_FILE", expected, found: null });
  }
  return reader.end({
    host,
    port: reader.read("STAGEFOLD_API_PORT", PORT, "8080"),
    grants,
    corsOrigins: reader.read("STAGEFOLD_API_CORS_ORIGINS", ORIGINS) ?? [],
    requestsPerSecond: reader.read("STAGEFOLD_API_RATE_LIMIT", RATE, "300"),
    maxStreams: reader.read("STAGEFOLD_API_MAX_STREAMS", RATE, "1000"),
    modelFile: reader.read("STAGEFOLD_API_MODEL_FILE", MODEL) ?? null,
  });
}

/** What may be logged of it: of the tokens, whose they are. */
export function describeApiEnvironment({ grants, ...rest }: ApiEnvironment): Readonly<Record<string, unknown>> {
  return { ...rest, tokens: grants?.map(({ name, tenants }) => `${name}: ${tenants.join(", ")}`) ?? null };
}

function readGrants(reader: VariableReader): readonly TokenGrant[] | null {
  const variable = "STAGEFOLD_API_TOKENS_FILE";
  const text = reader.file(variable, "the tokens and their tenants");
  if (text === undefined) return null;
  const tokens = parseTokens(text);
  if (tokens.ok) return tokens.grants;
  reader.wrong({ variable, expected: `a list of name, sha256 and tenants (${tokens.why})`, found: "another content" });
  return null;
}

function whole(from: number, to: number) {
  return z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .pipe(z.number().min(from).max(to));
}
