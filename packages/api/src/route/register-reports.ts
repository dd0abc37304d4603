import { answer, callerOf } from "@stagefold/http";
import { tenantEntry, tenantsSchema } from "@stagefold/reports";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { CONTENT_TYPES, formatOf } from "../http/answer-format.ts";
import { entityTag, isNamed } from "../http/entity-tag.ts";
import { type KeptAnswers, keptAnswers } from "../http/kept-answers.ts";
import type { Following, ServedConfig, ServedModel } from "../model.ts";
import { GUARDED_ANSWERS, REPORT_ANSWERS, reportAnswer } from "../openapi/answers.ts";
import { notReady } from "../problem/not-ready.ts";
import type { ReportParams, ReportQuery } from "./report-route.ts";
import { REPORT_ROUTES } from "./report-routes.ts";
import { tenantContext, tenantContexts } from "./tenants.ts";

/** Answers may be kept by the caller alone, and are asked about again each time: 304 is cheap. */
const CACHING = { "cache-control": "private, no-cache", vary: "Accept, Authorization" };
const KEPT_CHARACTERS = 8_000_000;
const TENANT_PATH = "/v1/tenants/:tenantId";

/** The routes of the reports, and the list of tenants. */
export function registerReports(server: FastifyInstance, following: Following, served: ServedConfig): void {
  const kept = keptAnswers(KEPT_CHARACTERS);
  server.get(
    "/v1/tenants",
    {
      schema: {
        operationId: "tenants",
        tags: ["Reports"],
        summary: "Tenants",
        description:
          "The tenants that the token may ask about, with what there is to ask: stages, agreements, segments.",
        response: {
          ...GUARDED_ANSWERS,
          200: answer("The tenants, by id.", "application/json", tenantsSchema),
          304: REPORT_ANSWERS[304],
        },
      },
    },
    (request, reply) => {
      const model = modelOf(following);
      const tagged = model.read(() => {
        const contexts = tenantContexts(callerOf(request), served, model);
        const versions = contexts.flatMap(({ tenantId }) => [tenantId, versionOf(model, tenantId)]);
        return answerFor(kept, request, entityTag([served.fingerprint, ...versions]), () =>
          JSON.stringify({ tenants: contexts.map(tenantEntry) }),
        );
      });
      return send(reply, tagged, "json");
    },
  );

  for (const route of REPORT_ROUTES) {
    const { path, operationId, summary, description, params, query, make, csv } = route;
    server.get(
      `${TENANT_PATH}${path}`,
      {
        schema: {
          operationId,
          tags: ["Reports"],
          summary,
          description,
          params,
          querystring: query,
          response: { ...REPORT_ANSWERS, 200: reportAnswer("The report.", route.answer) },
        },
      },
      (request, reply) => {
        const asked = request.params as ReportParams;
        const wanted = request.query as ReportQuery;
        const format = formatOf(request, wanted.format);
        const model = modelOf(following);
        const tagged = model.read(() => {
          const context = tenantContext(asked.tenantId, callerOf(request), served, model);
          const tag = entityTag([served.fingerprint, versionOf(model, asked.tenantId), format]);
          return answerFor(kept, request, tag, () => {
            const report = make(context, wanted as never, asked);
            return format === "csv" ? csv(report, wanted as never) : JSON.stringify(report);
          });
        });
        return send(reply, tagged, format);
      },
    );
  }
}

/** Another whenever an answer about the tenant may be another: ages move with the clock. */
function versionOf(model: ServedModel, tenantId: string): string {
  return JSON.stringify([model.id(), model.version(tenantId), model.freshness(tenantId)]);
}

/** The read model. Throws 503 where there is none yet. */
export function modelOf(following: Following): ServedModel {
  const model = following.model();
  if (model === null) throw notReady();
  return model;
}

/** An answer and its tag; text null: the caller has it. */
interface Tagged {
  readonly tag: string;
  readonly text: string | null;
}

function answerFor(kept: KeptAnswers, request: FastifyRequest, tag: string, body: () => string): Tagged {
  if (isNamed(tag, request.headers["if-none-match"])) return { tag, text: null };
  return { tag, text: kept.get(tag, request.url, body) };
}

function send(reply: FastifyReply, { tag, text }: Tagged, format: "json" | "csv"): FastifyReply {
  const tagged = reply.headers({ ...CACHING, etag: tag });
  return text === null ? tagged.code(304).send() : tagged.type(CONTENT_TYPES[format]).send(text);
}
