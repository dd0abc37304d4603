import { callerOf, spanOf } from "@stagefold/http";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { bodyFormat } from "../body/body-format.ts";
import { inflated } from "../body/inflate.ts";
import type { IntakeMetrics } from "../health/intake-metrics.ts";
import { MOST_ITEMS } from "../item/item.ts";
import { ownItems } from "../item/own-items.ts";
import { TAKING_ANSWERS, taken } from "../openapi/answers.ts";
import { eventSchema } from "../openapi/event-schema.ts";
import { assertSameBody, idempotencyKey } from "../take/idempotency-key.ts";
import { statusOf, statusOfSingle, takenOf } from "../take/item-result.ts";
import { permittedItems, takeItems } from "../take/take-items.ts";
import type { Taking } from "../taking.ts";
import { openIntakeOf } from "./open-intake-of.ts";
import { bodiesPass, TAKING_HEADERS } from "./taking-route.ts";

const DESCRIPTION = `Takes one event (a JSON object), a list of them, or NDJSON: up to 10,000 and 16 MiB. An event is a
record as in NDJSON files: its fields, with \`type\`. An event without an eventId is called after the Idempotency-Key
(one object), or after it with \`:\` and its place.`;

/** The route of events in our own form. */
export function registerEvents(server: FastifyInstance, taking: Taking, metrics: IntakeMetrics): void {
  server.post(
    "/v1/events",
    {
      schema: {
        operationId: "takeEvents",
        tags: ["Events"],
        summary: "Take events in",
        description: DESCRIPTION,
        body: {
          content: {
            "application/json": { schema: z.union([eventSchema, z.array(eventSchema).max(MOST_ITEMS)]) },
            "application/x-ndjson": { schema: z.string().meta({ description: "An event a line." }) },
          },
        },
        headers: TAKING_HEADERS,
        response: { ...TAKING_ANSWERS, 409: taken("The event is known with another content.") },
      },
      validatorCompiler: bodiesPass,
    },
    async (request, reply) => {
      const intake = openIntakeOf(taking);
      const format = bodyFormat(request.headers["content-type"], ["json", "ndjson"]) as "json" | "ndjson";
      const key = idempotencyKey(request);
      const sent = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
      const body = await inflated(sent, request.headers["content-encoding"], request.bodyShare);
      const { items, isSingle } = ownItems(body, format, key);
      if (key !== null) assertSameBody(request, key, body, taking.requests.keys);
      const results = await takeItems(intake, permittedItems(items, callerOf(request)), {
        tracing: taking.tracing,
        span: spanOf(request),
      });
      metrics.count("", results);
      const answer = takenOf(results);
      return reply
        .code((isSingle ? statusOfSingle : statusOf)(answer))
        .type("application/json")
        .send(JSON.stringify(answer));
    },
  );
}
