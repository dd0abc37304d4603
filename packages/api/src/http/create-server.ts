/** The server of the query API: everything that is on every route, then the routes. */
import accepts from "@fastify/accepts";
import {
  type Access,
  createHttpServer,
  HttpProblem,
  registerHealth,
  registerReference,
  serverMetrics,
} from "@stagefold/http";
import { ReportProblem } from "@stagefold/reports";
import type { Tracing } from "@stagefold/tracing";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { observeModel } from "../health/model-metrics.ts";
import { modelReadiness } from "../health/model-readiness.ts";
import { type LiveOptions, registerEvents } from "../live/register-events.ts";
import type { Following, ServedConfig } from "../model.ts";
import { documentText } from "../openapi/document-text.ts";
import { registerReports } from "../route/register-reports.ts";
import { registerDashboard } from "./register-dashboard.ts";

export interface ServerOptions {
  readonly following: Following;
  readonly served: ServedConfig;
  readonly access: Access;
  readonly logger: FastifyBaseLogger;
  readonly version: string;
  /** Origins of pages elsewhere that may ask; empty: none. */
  readonly corsOrigins: readonly string[];
  readonly requestsPerSecond: number;
  /** Where the dashboard's files are; null: it is not served. */
  readonly dashboard: { readonly folder: string } | null;
  readonly live: LiveOptions;
  /** Default null: requests are not traced. */
  readonly tracing?: Tracing | null;
}

const REQUEST_TIMEOUT_MS = 10_000;

/** A server that does not listen yet. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { following, served, access, logger, version, corsOrigins, requestsPerSecond, tracing = null } = options;
  const server = await createHttpServer({
    access,
    needs: "read",
    logger,
    requestsPerSecond,
    // Nothing has a body.
    bodyLimit: 1_024,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    document: documentText(version),
    cors: {
      origins: corsOrigins,
      methods: ["GET", "HEAD"],
      allowedHeaders: ["Accept", "Authorization", "If-None-Match", "Last-Event-ID"],
      exposedHeaders: ["ETag", "Retry-After"],
    },
    problemOf,
    tracing,
  });
  await server.register(accepts);
  const metrics = serverMetrics(server, {
    name: "stagefold_api_request_duration_seconds",
    help: "How long requests took, live events apart.",
    isApart: (route) => route.endsWith("/events"),
    tracing,
  });
  registerReports(server, following, served);
  const streams = registerEvents(server, following, served, options.live);
  observeModel(metrics, following, streams);
  registerHealth(server, modelReadiness(following), metrics);
  await registerReference(server, "Stagefold API");
  if (options.dashboard !== null) await registerDashboard(server, options.dashboard.folder);
  await server.ready();
  return server;
}

/** What a report refuses is a refusal of the server. */
function problemOf(error: Error): HttpProblem | null {
  if (!(error instanceof ReportProblem)) return null;
  const { code, title, status, message, parameter, allowed } = error;
  return new HttpProblem({ code, title, status }, message, { parameter, allowed });
}
