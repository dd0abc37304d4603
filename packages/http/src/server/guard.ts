/**
 * Hooks before every handler, in this order: who asks, how often, whether they may.
 *
 * Who has no valid token is counted by address, who has one by token: guessing is limited, and tenants behind one
 * address do not use up each other's share.
 */
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Access, Caller } from "../access/access.ts";
import { isLoopback } from "../access/loopback.ts";
import type { Permission } from "../access/tokens-file.ts";
import {
  ADDRESS_TOO_LONG,
  HttpProblem,
  NO_VALID_TOKEN,
  NOT_PERMITTED,
  NOT_THIS_SERVER,
  TOO_MANY_REQUESTS,
} from "../problem/http-problem.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** null: nobody who may ask. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    /** Answered without a token: nothing of any tenant is in it. */
    isPublic?: boolean;
  }
}

/** Longer ones come from mistakes. */
const LONGEST_URL = 8_000;
const WINDOW_MS = 1_000;

export interface GuardOptions {
  readonly access: Access;
  /** What a token must be good for. */
  readonly needs: Permission;
  /** How many requests one caller may make in a second. */
  readonly requestsPerSecond: number;
}

/** Adds the hooks. Routes of `server` that are registered afterwards are guarded. */
export async function guard(
  server: FastifyInstance,
  { access, needs, requestsPerSecond }: GuardOptions,
): Promise<void> {
  server.decorateRequest("caller", null);
  server.addHook("onRequest", async (request) => {
    if (request.url.length > LONGEST_URL) {
      throw new HttpProblem(
        ADDRESS_TOO_LONG,
        `the address has ${request.url.length} characters; ${LONGEST_URL} are the most`,
      );
    }
    if (!access.isGuarded) assertLocal(request);
    request.caller = access.callerOf(request.headers.authorization);
  });
  await server.register(rateLimit, {
    max: requestsPerSecond,
    timeWindow: WINDOW_MS,
    keyGenerator: (request) =>
      request.caller?.name == null ? `address ${request.ip}` : `token ${request.caller.name}`,
    errorResponseBuilder: (_, { ttl, max }) =>
      new HttpProblem(TOO_MANY_REQUESTS, `more than ${max} requests in a second`, {
        headers: { "retry-after": String(Math.ceil(ttl / 1_000)) },
      }),
  });
  server.addHook("preParsing", async (request) => {
    if (request.is404 || request.routeOptions.config.isPublic === true) return;
    assertPermitted(request, needs);
  });
}

/** Throws 401 where nobody asks whose token is known, 403 where the token is not good for this. */
export function assertPermitted(request: FastifyRequest, needs: Permission): void {
  const { caller } = request;
  if (caller === null) {
    const detail =
      request.headers.authorization === undefined
        ? "this needs a token: send it as Authorization: Bearer TOKEN"
        : "the token in Authorization is none that this server knows, or not sent as Bearer TOKEN";
    throw new HttpProblem(NO_VALID_TOKEN, detail, { headers: { "www-authenticate": 'Bearer realm="stagefold"' } });
  }
  if (caller.may(needs)) return;
  const detail = `the token is not good for this: its entry in the file of tokens needs may: [${needs}]`;
  throw new HttpProblem(NOT_PERMITTED, detail);
}

/** Who asks. Behind the hooks there is always somebody. */
export function callerOf(request: FastifyRequest): Caller {
  const { caller } = request;
  if (caller === null) throw new HttpProblem(NO_VALID_TOKEN, "this needs a token");
  return caller;
}

/**
 * Without tokens any page that a browser on this machine shows could ask, by a name of its own that leads here. Such
 * requests say that name.
 */
function assertLocal(request: FastifyRequest): void {
  if (isLoopback(request.hostname)) return;
  throw new HttpProblem(
    NOT_THIS_SERVER,
    "without tokens this server answers requests to localhost, 127.0.0.1 and [::1] alone",
  );
}
