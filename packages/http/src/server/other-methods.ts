/** 404 for addresses that are not there, 405 with Allow for methods that an address does not have. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { HttpProblem, METHOD_NOT_ALLOWED, NO_SUCH_ADDRESS } from "../problem/http-problem.ts";

/** Answers what no route takes. To be called before routes are registered. */
export function answerOtherRequests(server: FastifyInstance): void {
  const patterns = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  server.addHook("onRoute", ({ url, method }) => {
    if (url.includes("*")) return;
    const known = patterns.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() };
    for (const each of [method].flat()) known.methods.add(each);
    patterns.set(url, known);
  });

  // Before the body is asked what it is.
  server.addHook("onRequest", async (request) => {
    if (!request.is404) return;
    const path = request.url.split("?", 1)[0] ?? "/";
    const methods = new Set(
      [...patterns.values()].flatMap((each) => (each.pattern.test(path) ? [...each.methods] : [])),
    );
    if (methods.size === 0) throw notFound(request);
    const allow = [...methods].sort().join(", ");
    throw new HttpProblem(METHOD_NOT_ALLOWED, `${path} takes ${allow}, not ${request.method}`, { headers: { allow } });
  });
}

function patternOf(url: string): RegExp {
  const parts = url
    .split("/")
    .map((part) => (part.startsWith(":") ? "[^/]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
  return new RegExp(`^${parts.join("/")}$`);
}

function notFound(request: FastifyRequest): HttpProblem {
  return new HttpProblem(
    NO_SUCH_ADDRESS,
    `there is no ${request.method} of this address: /openapi.json says what there is`,
  );
}
