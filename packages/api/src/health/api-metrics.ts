/** What is measured of the server, as Prometheus reads it. Names of tenants are not among the labels. */
import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Following } from "../model.ts";

export interface ApiMetrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** Whoever knows it says how many clients listen. */
  countStreams(count: () => number): void;
}

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Measures the requests to `server` from now on. */
export function apiMetrics(server: FastifyInstance, following: Following): ApiMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Histogram({
    name: "stagefold_api_request_duration_seconds",
    help: "How long requests took, live events apart.",
    labelNames: ["route", "status"],
    buckets: BUCKETS,
    registers,
  });
  server.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    if (!route.endsWith("/events"))
      requests.observe({ route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
  });

  let streams = (): number => 0;
  const gauge = (name: string, help: string, look: () => number | null): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const value = look();
        if (value === null) this.remove();
        else this.set(value);
      },
    });
  };
  gauge("stagefold_api_event_streams", "Clients that listen to live events.", () => streams());
  gauge(
    "stagefold_read_model_behind_records",
    "Records of the topics that the read model has not read.",
    () => following.state().behind,
  );
  gauge("stagefold_read_model_caught_up", "1 where the read model stands where the topics end.", () =>
    Number(following.state().caughtUp),
  );
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    countStreams(count) {
      streams = count;
    },
  };
}
