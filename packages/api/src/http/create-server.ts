/** The HTTP server: everything that is on every route, then the routes. */
import accepts from "@fastify/accepts";
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import swagger from "@fastify/swagger";
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from "fastify";
import { validatorCompiler } from "fastify-type-provider-zod";
import type { Access } from "../access/access.ts";
import { apiMetrics } from "../health/api-metrics.ts";
import { registerHealth } from "../health/register-health.ts";
import { type LiveOptions, registerEvents } from "../live/register-events.ts";
import type { Following, ServedConfig } from "../model.ts";
import { documentOptions } from "../openapi/document.ts";
import { registerReference } from "../openapi/register-reference.ts";
import { answerProblem, answerUnreadable } from "../problem/answer-problem.ts";
import { registerReports } from "../route/register-reports.ts";
import { guard } from "./guard.ts";
import { answerOtherRequests } from "./other-methods.ts";
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
}

/** A request that has not arrived whole by then is given up. */
const REQUEST_TIMEOUT_MS = 10_000;
/** As the shapes have it, each character as up to twelve of the address. */
const LONGEST_PARAMETER = 6_000;

/** A server that does not listen yet. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { following, served, access, logger, version, corsOrigins } = options;
  const server: FastifyInstance = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Nothing has a body.
    bodyLimit: 1_024,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    frameworkErrors: answerProblem,
    clientErrorHandler: answerUnreadable,
  });
  server.setValidatorCompiler(validatorCompiler);
  // Answers are made as the schemas say (tests hold it): checking each again would be most of its cost.
  server.setSerializerCompiler(() => JSON.stringify);
  server.setErrorHandler(answerProblem);
  const metrics = apiMetrics(server, following);

  await server.register(helmet, SECURITY_HEADERS);
  if (corsOrigins.length > 0) {
    await server.register(cors, {
      origin: [...corsOrigins],
      methods: ["GET", "HEAD"],
      allowedHeaders: ["Accept", "Authorization", "If-None-Match", "Last-Event-ID"],
      exposedHeaders: ["ETag", "Retry-After"],
      maxAge: 3_600,
    });
  }
  await server.register(accepts);
  await guard(server, { access, requestsPerSecond: options.requestsPerSecond });
  answerOtherRequests(server);
  await server.register(swagger, documentOptions(version, access.isGuarded));

  registerReports(server, following, served);
  const streams = registerEvents(server, following, served, options.live);
  metrics.countStreams(streams.count);
  registerHealth(server, following, metrics);
  await registerReference(server);
  if (options.dashboard !== null) await registerDashboard(server, options.dashboard.folder);
  await server.ready();
  return server;
}

/** Pages have scripts and styles of this server alone. TLS, and so HSTS, is of whoever stands in front. */
const SECURITY_HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", "data:"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: false,
} as const;
