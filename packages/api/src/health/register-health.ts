import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Following } from "../model.ts";
import { answer } from "../openapi/answers.ts";
import type { ApiMetrics } from "./api-metrics.ts";

const healthSchema = z
  .object({
    ok: z.boolean(),
    reasons: z.array(z.string()).meta({ description: "What is wrong, a sentence each." }),
  })
  .meta({ id: "Health" });

const readinessSchema = healthSchema
  .extend({
    caughtUp: z.boolean(),
    behind: z.int().min(0).nullable().meta({ description: "Records that are not read yet; null: not known yet." }),
  })
  .meta({ id: "Readiness", description: "Whether the read model stands where the topics end." });

const PUBLIC = { isPublic: true, rateLimit: false } as const;
const NO_STORE = { "cache-control": "no-store" };

/** /livez, /readyz and /metrics: without a token, since nothing of a tenant is in them. */
export function registerHealth(server: FastifyInstance, following: Following, metrics: ApiMetrics): void {
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

  const ready = {
    operationId: "readyz",
    tags: ["Service"],
    summary: "Whether the reports are up to date",
    security: [],
  };
  const readyAnswers = {
    200: answer("They are.", "application/json", readinessSchema),
    503: answer(
      "They are not, or not there; `reasons` says why. It may come by itself.",
      "application/json",
      readinessSchema,
    ),
  };
  server.get("/readyz", { config: PUBLIC, schema: { ...ready, response: readyAnswers } }, (_, reply) => {
    const { caughtUp, behind, trouble } = following.state();
    const reasons: string[] = [];
    if (isClosing) reasons.push("it is stopping");
    if (following.model() === null) reasons.push("the read model is not open yet");
    if (trouble !== null) reasons.push(trouble);
    if (!caughtUp)
      reasons.push(behind === null ? "the topics were not looked at yet" : `it is ${behind} records behind`);
    const ok = reasons.length === 0;
    return reply
      .code(ok ? 200 : 503)
      .headers(NO_STORE)
      .type("application/json")
      .send(JSON.stringify({ ok, reasons, caughtUp, behind }));
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
