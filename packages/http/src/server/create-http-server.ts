/** An HTTP server with everything that is on every route: limits, errors as problems, security headers, access. */
import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import swagger from "@fastify/swagger";
import type { Tracing } from "@stagefold/tracing";
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from "fastify";
import { validatorCompiler } from "fastify-type-provider-zod";
import type { Access } from "../access/access.ts";
import type { Permission } from "../access/tokens-file.ts";
import { type DocumentText, documentOptions } from "../openapi/document.ts";
import { answerUnreadable, type ProblemOf, problemAnswerer } from "../problem/answer-problem.ts";
import { guard } from "./guard.ts";
import { answerOtherRequests } from "./other-methods.ts";
import { traceRequests } from "./trace-requests.ts";

/** Who may ask from pages elsewhere, and what. */
export interface CorsRules {
  readonly origins: readonly string[];
  readonly methods: string[];
  readonly allowedHeaders: string[];
  readonly exposedHeaders: string[];
}

export interface HttpServerOptions {
  readonly access: Access;
  /** What a token must be good for. */
  readonly needs: Permission;
  readonly logger: FastifyBaseLogger;
  readonly requestsPerSecond: number;
  /** The longest body in bytes, as it is sent. */
  readonly bodyLimit: number;
  /** A request that has not arrived whole by then is given up, in ms. */
  readonly requestTimeoutMs: number;
  readonly document: DocumentText;
  /** Origins empty, or not given: no page elsewhere. */
  readonly cors?: CorsRules;
  /** What errors of the server's own are. */
  readonly problemOf: ProblemOf;
  /** Default null: requests are not traced. */
  readonly tracing?: Tracing | null;
}

/** As the shapes have it, each character as up to twelve of the address. */
const LONGEST_PARAMETER = 6_000;

/** A server that does not listen yet. Routes that are registered from now on are guarded and documented. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const { access, needs, logger, requestsPerSecond, bodyLimit, requestTimeoutMs, document } = options;
  const answerProblem = problemAnswerer(options.problemOf);
  const server: FastifyInstance = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: requestTimeoutMs,
    bodyLimit,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    frameworkErrors: answerProblem,
    clientErrorHandler: answerUnreadable,
  });
  server.setValidatorCompiler(validatorCompiler);
  // Answers are made as the schemas say (tests hold it): checking each again would be most of its cost.
  server.setSerializerCompiler(() => JSON.stringify);
  server.setErrorHandler(answerProblem);
  traceRequests(server, options.tracing ?? null);
  await server.register(helmet, SECURITY_HEADERS);
  const { origins = [], ...rules } = options.cors ?? {};
  if (origins.length > 0) await server.register(cors, { ...rules, origin: [...origins], maxAge: 3_600 });
  await guard(server, { access, needs, requestsPerSecond });
  answerOtherRequests(server);
  await server.register(swagger, documentOptions(document, access.isGuarded));
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
