/**
 * Health and metrics over HTTP.
 *
 * | GET      | answers                                                              |
 * | -------- | -------------------------------------------------------------------- |
 * | /livez   | 200, or 503: the process should be begun anew                        |
 * | /readyz  | 200, or 503: something is missing or behind; it may come by itself   |
 * | /metrics | for Prometheus                                                       |
 *
 * The first two say in JSON what is wrong. Nothing here needs a login or changes anything.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { measureSpans, type Tracing } from "@stagefold/tracing";
import type { Registry } from "prom-client";
import { type Health, livenessOf, readinessOf } from "../observe/health.ts";
import type { Observations } from "../observe/observations.ts";
import { HttpAddressError } from "./http-error.ts";
import { metricsOf } from "./metrics.ts";

export interface HttpAddress {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface HttpServer {
  /** Where it listens. */
  readonly address: HttpAddress;
  /** What /metrics tells; more may be registered. */
  readonly metrics: Registry;
  close(): Promise<void>;
}

type Answer = readonly [status: number, type: string, body: string];

/** Listens. Once `stopping` is aborted it is not ready any more. Throws HttpAddressError. */
export async function startHttpServer(
  { host, port }: HttpAddress,
  observations: Observations,
  stopping: AbortSignal,
  tracing: Tracing | null,
): Promise<HttpServer> {
  const metrics = metricsOf(observations);
  measureSpans(metrics, tracing);

  async function answer(path: string): Promise<Answer> {
    switch (path) {
      case "/livez":
        return healthAnswer(livenessOf(observations));
      case "/readyz":
        return healthAnswer(stopping.aborted ? { ok: false, reasons: ["it is stopping"] } : readinessOf(observations));
      case "/metrics":
        return [200, metrics.contentType, await metrics.metrics()];
      default:
        return [404, "text/plain", "there is /livez, /readyz and /metrics\n"];
    }
  }

  async function handle({ method, url = "/" }: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = "/"] = url.split("?", 1);
    const isRead = method === "GET" || method === "HEAD";
    const found = await answer(path);
    const [status, type, body]: Answer = isRead || found[0] === 404 ? found : [405, "text/plain", "GET only\n"];
    if (status === 405) response.setHeader("allow", "GET, HEAD");
    response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
    response.end(method === "HEAD" ? undefined : body);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: Error) => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end(`${error.message}\n`);
    });
  });
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    throw new HttpAddressError(host, port, error);
  }
  return {
    metrics,
    address: { host, port: (server.address() as AddressInfo).port },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function healthAnswer({ ok, reasons }: Health): Answer {
  return [ok ? 200 : 503, "application/json", `${JSON.stringify({ ok, reasons })}\n`];
}
