import { callerOf, HttpProblem, problem } from "@stagefold/http";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { GUARDED_ANSWERS } from "../openapi/answers.ts";
import { NO_SUCH_SOURCE } from "../problem/intake-problems.ts";
import type { Taking } from "../taking.ts";
import { SOURCE_PARAMS } from "./register-sources.ts";
import { servedSource } from "./source-access.ts";

const refusedSchema = z
  .object({
    records: z.array(
      z.object({
        id: z.int(),
        at: z.string().meta({ description: "When it came last, ISO 8601." }),
        times: z.int().meta({ description: "How often it came." }),
        reason: z.string(),
        field: z.string().nullable(),
        detail: z.string(),
        record: z.string().meta({ description: "As it came, up to 10,000 characters." }),
      }),
    ),
    next: z.int().nullable().meta({ description: "`before` of the next page; null: this is the last." }),
  })
  .meta({ id: "RefusedRecords" });

const querySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  before: z.coerce.number().int().min(1).optional(),
});

const DESCRIPTION = `What a source with a signature sent and was refused, the newest first: nobody reads the answer to a
webhook. The newest 1,000 of each source are kept. A source whose tenant is not a constant is listed to tokens of all
tenants alone.`;

/** The route of the refused records of a source. */
export function registerRefused(server: FastifyInstance, taking: Taking): void {
  server.get(
    "/v1/sources/:source/refused",
    {
      schema: {
        operationId: "refusedRecords",
        tags: ["Events"],
        summary: "Records of a webhook that were refused",
        description: DESCRIPTION,
        params: SOURCE_PARAMS,
        querystring: querySchema,
        response: {
          ...GUARDED_ANSWERS,
          200: { description: "The records.", content: { "application/json": { schema: refusedSchema } } },
          400: problem("The request is not as described (STF-API-001)."),
          404: problem("There is no such source that you may see (STF-API-030)."),
        },
      },
    },
    (request, reply) => {
      const { source } = servedSource(request, taking);
      const tenantId = source.tenantId.kind === "constant" ? String(source.tenantId.value) : "*";
      if (!callerOf(request).sees(tenantId)) {
        throw new HttpProblem(NO_SUCH_SOURCE, `there is no source ${source.name} that you may see`);
      }
      const { limit, before = null } = request.query as z.infer<typeof querySchema>;
      const records = taking.requests.refused.list(source.name, limit, before);
      const next = records.length < limit ? null : (records.at(-1)?.id ?? null);
      const told = records.map((record) => ({ ...record, at: new Date(record.at).toISOString() }));
      return reply
        .header("cache-control", "no-store")
        .type("application/json")
        .send(JSON.stringify({ records: told, next }));
    },
  );
}
