import type { Readable } from "node:stream";
import { answer, callerOf, HttpProblem, NOT_READY } from "@stagefold/http";
import { tenantParamsSchema } from "@stagefold/reports";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Change, Following, ServedConfig } from "../model.ts";
import { TENANT_ANSWERS } from "../openapi/answers.ts";
import { modelOf } from "../route/register-reports.ts";
import { tenantContext } from "../route/tenants.ts";
import { eventStream } from "./event-stream.ts";
import { type SharedPages, sharedPages } from "./shared-pages.ts";

export interface LiveOptions {
  /** How many clients may listen at once. */
  readonly maxStreams: number;
  readonly heartbeatMs: number;
  readonly patienceMs: number;
}

export interface LiveStreams {
  /** How many clients listen. */
  count(): number;
}

const querySchema = z.strictObject({
  event: z.enum(["breach", "metric"]).optional().meta({ description: "Only events of this name (and `reset`)." }),
});

const DESCRIPTION = `Server-sent events. \`breach\`: a record of sla-breaches. \`metric\`: a record of funnel-metrics, as it is now.
\`reset\`: what was missed cannot be told one by one, so read the reports anew. The first block is an id without an
event: where the stream begins. Send the last id that came as Last-Event-ID and the stream goes on after it, on
whichever connection, also when the server was started again. Lines that begin with a colon keep the connection alive.
A client that takes nothing for a while is cut, and may come back.`;

/** What `data` is by event: no route answers with it alone, so OpenAPI has no place of its own for it. */
const EVENT_DATA = {
  "x-events": {
    breach: { $ref: "#/components/schemas/LiveBreach" },
    metric: { $ref: "#/components/schemas/LiveMetric" },
    reset: { $ref: "#/components/schemas/LiveReset" },
  },
};

/** The route of the live events. */
export function registerEvents(
  server: FastifyInstance,
  following: Following,
  served: ServedConfig,
  { maxStreams, heartbeatMs, patienceMs }: LiveOptions,
): LiveStreams {
  const open = new Set<Readable>();
  let pages: SharedPages | null = null;
  server.addHook("preClose", async () => {
    for (const stream of open) stream.destroy();
  });

  server.get(
    "/v1/tenants/:tenantId/events",
    {
      exposeHeadRoute: false,
      config: { isUntraced: true },
      schema: {
        operationId: "events",
        tags: ["Live"],
        summary: "Live events",
        description: DESCRIPTION,
        params: tenantParamsSchema,
        querystring: querySchema,
        headers: z.looseObject({
          "last-event-id": z
            .string()
            .max(200)
            .optional()
            .meta({ description: "The id of the last event that you had." }),
        }),
        response: {
          ...TENANT_ANSWERS,
          200: answer("The events, without end.", "text/event-stream", z.string()),
        },
        ...EVENT_DATA,
      },
    },
    (request, reply) => {
      const { tenantId } = request.params as { readonly tenantId: string };
      const { event = null } = request.query as { readonly event?: Change["kind"] };
      const model = modelOf(following);
      model.read(() => tenantContext(tenantId, callerOf(request), served, model));
      if (open.size >= maxStreams) {
        throw new HttpProblem(NOT_READY, `${maxStreams} clients listen already, as many as may`, {
          headers: { "retry-after": "10" },
        });
      }
      pages ??= sharedPages(model);
      const lastEventId = request.headers["last-event-id"] as string | undefined;
      const how = { following, model, pages, tenantId, lastEventId, kind: event, heartbeatMs, patienceMs };
      const stream = eventStream(how);
      open.add(stream);
      stream.once("close", () => open.delete(stream));
      // Between here and the client nobody is to collect what comes before passing it on.
      return reply
        .headers({ "cache-control": "no-store", "x-accel-buffering": "no" })
        .type("text/event-stream; charset=utf-8")
        .send(stream);
    },
  );
  return { count: () => open.size };
}
