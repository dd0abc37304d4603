/** Who may send records of a source: whoever signs them as it is configured, or has a token that may write. */
import { assertPermitted, HttpProblem } from "@stagefold/http";
import type { FastifyRequest } from "fastify";
import { BAD_SIGNATURE, NO_SUCH_SOURCE } from "../problem/intake-problems.ts";
import { signatureHeader } from "../signature/signed-request.ts";
import type { ServedSource, Taking } from "../taking.ts";

/** The source that the address names. Throws 404. */
export function servedSource(request: FastifyRequest, { sources }: Taking): ServedSource {
  const { source: name } = request.params as { readonly source: string };
  const served = sources.get(name);
  if (served !== undefined) return served;
  throw new HttpProblem(
    NO_SUCH_SOURCE,
    `there is no source ${name}: sources stand under \`sources\` in the configuration`,
  );
}

/** Whether the request comes with a signature of the source, right or wrong. */
export function isSigned({ headers }: FastifyRequest, { source }: ServedSource): boolean {
  return source.signature !== null && headers[signatureHeader(source.signature)] !== undefined;
}

/**
 * Before the body is read: throws 401 where there is neither a token nor, for a source that has one, a signature; 403
 * for a token that may not write; 404. Whether a signature is right shows with the body.
 */
export function assertMaySend(request: FastifyRequest, taking: Taking): void {
  const { source: name } = request.params as { readonly source: string };
  const served = taking.sources.get(name);
  if (served !== undefined && isSigned(request, served)) return;
  if (served?.source.signature != null && (request.caller?.name ?? null) === null) {
    const header = signatureHeader(served.source.signature);
    throw new HttpProblem(BAD_SIGNATURE, `source ${name}: the header ${header} with the signature is missing`);
  }
  assertPermitted(request, "write");
  servedSource(request, taking);
}
