/** What is measured of a server, as Prometheus reads it. Names of tenants are not among the labels. */
import { measureSpans, type Tracing } from "@stagefold/tracing";
import type { FastifyInstance } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export interface ServerMetrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** A value that is looked up when it is asked for; null: there is none now. */
  gauge(name: string, help: string, look: () => number | null): void;
  /** A counter with labels. */
  counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L>;
}

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/**
 * Measures the process, and the requests to `server` from now on, as a histogram of this name by route and status.
 * Routes for which `isApart` says so are not measured: those that never end.
 */
export function serverMetrics(
  server: FastifyInstance,
  {
    name,
    help,
    isApart,
    tracing = null,
  }: {
    readonly name: string;
    readonly help: string;
    readonly isApart: (route: string) => boolean;
    /** Whose spans are counted; null: nothing is traced. */
    readonly tracing?: Tracing | null;
  },
): ServerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  measureSpans(registry, tracing);
  const registers = [registry];
  const requests = new Histogram({ name, help, labelNames: ["route", "status"], buckets: BUCKETS, registers });
  server.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    if (!isApart(route)) requests.observe({ route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    gauge(gaugeName, gaugeHelp, look) {
      new Gauge({
        name: gaugeName,
        help: gaugeHelp,
        registers,
        collect() {
          const value = look();
          if (value === null) this.remove();
          else this.set(value);
        },
      });
    },
    counter: (counterName, counterHelp, labelNames) =>
      new Counter({ name: counterName, help: counterHelp, labelNames, registers }),
  };
}
