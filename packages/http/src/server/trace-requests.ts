/**
 * A span for each request, by OpenTelemetry's conventions for HTTP servers: part of the caller's trace, where it says so
 * in `traceparent`. Its name has the route and not the address, since leads and tenants are named there.
 */
import { type Span, TRACEPARENT, type Tracing } from "@stagefold/tracing";
import type { FastifyInstance, FastifyRequest } from "fastify";

declare module "fastify" {
  interface FastifyRequest {
    /** null: it is not traced. */
    span: Span | null;
  }
  interface FastifyContextConfig {
    /** Asked often, and of no interest to anybody; or without an end. */
    isUntraced?: boolean;
  }
}

/** The span of a request; null: it is not traced. */
export function spanOf(request: FastifyRequest): Span | null {
  return request.span;
}

const KNOWN_METHODS = new Set([
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "QUERY",
  "TRACE",
  "CONNECT",
]);

/** Traces the requests to `server`; null: none of them. To be called before other hooks are added. */
export function traceRequests(server: FastifyInstance, tracing: Tracing | null): void {
  server.decorateRequest("span", null);
  if (tracing === null) return;
  server.addHook("onRequest", async (request) => {
    if (request.routeOptions.config.isUntraced === true) return;
    const route = request.routeOptions.url;
    const method = KNOWN_METHODS.has(request.method) ? request.method : "_OTHER";
    const header = request.headers[TRACEPARENT];
    request.span = tracing.start({
      name: `${method === "_OTHER" ? "HTTP" : method}${route === undefined ? "" : ` ${route}`}`,
      kind: "server",
      parent: typeof header === "string" ? header : null,
      attributes: {
        "http.request.method": method,
        "url.scheme": request.protocol,
        ...(route === undefined ? {} : { "http.route": route }),
      },
    });
  });
  server.addHook("onResponse", async ({ span }, { statusCode }) => {
    if (span === null) return;
    span.set({ "http.response.status_code": statusCode });
    if (statusCode >= 500) span.failed(String(statusCode));
    span.end();
  });
}
