import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { answer } from "../openapi/answers.ts";
import type { ServerMetrics } from "./server-metrics.ts";

/** The answer of /livez; a server's /readyz adds to it. */
export const healthSchema = z
  .object({
    ok: z.boolean(),
    reasons: z.array(z.string()).meta({ description: "What is wrong, a sentence each." }),
  })
  .meta({ id: "Health" });

/** How a server says whether it is ready. */
export interface Readiness {
  /** Of /readyz, in a few words. */
  readonly summary: string;
  /** What it means where it is, and where it is not. */
  readonly when: { readonly ready: string; readonly not: string };
  readonly schema: z.ZodType;
  /** What is wrong now, a sentence each: nothing where it is ready; and what else is said. */
  look(): { readonly reasons: readonly string[]; readonly more: Readonly<Record<string, unknown>> };
}

const PUBLIC = { isPublic: true, isUntraced: true, rateLimit: false } as const;
const NO_STORE = { "cache-control": "no-store" };

/** /livez, /readyz and /metrics: without a token, since nothing of a tenant is in them. */
export function registerHealth(server: FastifyInstance, readiness: Readiness, metrics: ServerMetrics): void {
  let isClosing = false;
  server.addHook("preClose", async () => {
    isClosing = true;
  });

  const live = { operationId: "livez", tags: ["Service"], summary: "Whether the process answers", security: [] };
  const liveAnswers = { 200: answer("It does.", "application/json", healthSchema) };
  server.get("/livez", { config: PUBLIC, schema: { ...live, response: liveAnswers } }, (_, reply) =>
    reply
      .headers(NO_STORE)
      .type("application/json")
      .send(JSON.stringify({ ok: true, reasons: [] })),
  );

  const { summary, when, schema } = readiness;
  const ready = { operationId: "readyz", tags: ["Service"], summary, security: [] };
  const readyAnswers = {
    200: answer(when.ready, "application/json", schema),
    503: answer(when.not, "application/json", schema),
  };
  server.get("/readyz", { config: PUBLIC, schema: { ...ready, response: readyAnswers } }, (_, reply) => {
    const { reasons: found, more } = readiness.look();
    const reasons = isClosing ? ["it is stopping", ...found] : found;
    const ok = reasons.length === 0;
    return reply
      .code(ok ? 200 : 503)
      .headers(NO_STORE)
      .type("application/json")
      .send(JSON.stringify({ ok, reasons, ...more }));
  });

  const measured = { operationId: "processMetrics", tags: ["Service"], summary: "For Prometheus", security: [] };
  const measuredAnswers = { 200: answer("Metrics of the process.", "text/plain", z.string()) };
  server.get("/metrics", { config: PUBLIC, schema: { ...measured, response: measuredAnswers } }, async (_, reply) =>
    reply
      .headers(NO_STORE)
      .type(metrics.contentType)
      .send(await metrics.text()),
  );
}
