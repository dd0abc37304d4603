/** The server of intake: everything that is on every route, then the routes. */
import {
  type Access,
  createHttpServer,
  listen,
  registerHealth,
  registerReference,
  serverMetrics,
} from "@stagefold/http";
import type { FastifyBaseLogger } from "fastify";
import { LONGEST_BODY, takeBodies } from "../body/take-bodies.ts";
import { INTAKE_LISTEN } from "../environment/intake-environment.ts";
import { type IntakeMetrics, intakeMetrics } from "../health/intake-metrics.ts";
import { intakeReadiness } from "../health/intake-readiness.ts";
import { documentText } from "../openapi/document-text.ts";
import { problemOf } from "../problem/intake-problems.ts";
import { registerEvents } from "../route/register-events.ts";
import { registerRefused } from "../route/register-refused.ts";
import { registerSources } from "../route/register-sources.ts";
import type { Taking } from "../taking.ts";

export interface IntakeServerOptions {
  readonly taking: Taking;
  readonly access: Access;
  readonly logger: FastifyBaseLogger;
  readonly version: string;
  readonly requestsPerSecond: number;
  /** How senders reach it, where a signature covers the address; null: as the request says. */
  readonly publicUrl: string | null;
  readonly wallClock: () => number;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface IntakeServer {
  /** Where it listens, as the beginning of an address. */
  readonly url: string;
  readonly metrics: IntakeMetrics;
  /** Answers what was asked, and closes. */
  close(): Promise<void>;
}

/** 16 MiB over a slow line take their time. */
const REQUEST_TIMEOUT_MS = 60_000;

/** Listens. Throws UnguardedError where others than this machine could write without a token, ApiAddressError. */
export async function startIntakeServer(options: IntakeServerOptions): Promise<IntakeServer> {
  const { taking, access, logger, version, requestsPerSecond, publicUrl, wallClock, host, port } = options;
  const server = await createHttpServer({
    access,
    needs: "write",
    logger,
    requestsPerSecond,
    bodyLimit: LONGEST_BODY,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    document: documentText(version),
    problemOf,
    tracing: taking.tracing?.tracing ?? null,
  });
  takeBodies(server);
  const measured = serverMetrics(server, {
    name: "stagefold_intake_request_duration_seconds",
    help: "How long requests took.",
    isApart: () => false,
    tracing: taking.tracing?.tracing ?? null,
  });
  const metrics = intakeMetrics(measured, taking);
  registerEvents(server, taking, metrics);
  registerSources(server, taking, { metrics, publicUrl, wallClock });
  registerRefused(server, taking);
  registerHealth(server, intakeReadiness(taking), measured);
  await registerReference(server, "Stagefold intake");
  const url = await listen(server, { host, port, access, variables: INTAKE_LISTEN });
  return { url, metrics, close: () => server.close() };
}
