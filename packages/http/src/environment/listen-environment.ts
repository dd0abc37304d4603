/** Where a server listens and to whom, from the environment: the same for every server, each under names of its own. */
import type { VariableReader } from "@stagefold/service";
import { z } from "zod";
import { isLoopback } from "../access/loopback.ts";
import { parseTokens, type TokenGrant } from "../access/tokens-file.ts";

/** The names of the variables. */
export interface ListenVariables {
  readonly host: string;
  readonly port: string;
  readonly tokensFile: string;
  readonly rate: string;
}

export interface ListenEnvironment {
  readonly host: string;
  readonly port: number;
  /** null: no tokens, so this machine alone. */
  readonly grants: readonly TokenGrant[] | null;
  readonly requestsPerSecond: number;
}

const PORT = { expected: "a port from 0 to 65535", schema: wholeText(0, 65_535) };
const HOST = { expected: "an address to listen on", schema: z.string().min(1) };
/** Of requests a second, of clients. */
export const COUNT_FORM = { expected: "a whole number from 1 to 100000", schema: wholeText(1, 100_000) };

/** Reads it; what is wrong is noted in the reader. Host 127.0.0.1 and 300 requests a second where nothing is said. */
export function readListenEnvironment(
  reader: VariableReader,
  variables: ListenVariables,
  defaultPort: number,
): ListenEnvironment {
  const host = reader.read(variables.host, HOST, "127.0.0.1");
  const grants = readGrants(reader, variables.tokensFile);
  if (grants === null && host !== undefined && !isLoopback(host) && !reader.has(variables.tokensFile)) {
    const expected = `a file of tokens, since others than this machine reach ${host}`;
    reader.wrong({ variable: variables.tokensFile, expected, found: null });
  }
  return {
    host,
    port: reader.read(variables.port, PORT, String(defaultPort)),
    grants,
    requestsPerSecond: reader.read(variables.rate, COUNT_FORM, "300"),
  };
}

/** What may be logged of tokens: whose they are. Pure. */
export function describeGrants(grants: readonly TokenGrant[] | null): readonly string[] | null {
  return grants?.map(({ name, tenants, may }) => `${name}: ${tenants.join(", ")} (${may.join(", ")})`) ?? null;
}

function readGrants(reader: VariableReader, variable: string): readonly TokenGrant[] | null {
  const text = reader.file(variable, "the tokens and their tenants");
  if (text === undefined) return null;
  const tokens = parseTokens(text);
  if (tokens.ok) return tokens.grants;
  reader.wrong({
    variable,
    expected: `a list of name, sha256, tenants and may (${tokens.why})`,
    found: "another content",
  });
  return null;
}

function wholeText(from: number, to: number) {
  return z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .pipe(z.number().min(from).max(to));
}
