import { callerOf, HttpProblem, problem, spanOf } from "@stagefold/http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { bodyFormat } from "../body/body-format.ts";
import { inflated } from "../body/inflate.ts";
import { oneAtATime } from "../body/one-at-a-time.ts";
import type { IntakeMetrics } from "../health/intake-metrics.ts";
import { type SourceItem, sourceItems } from "../item/source-items.ts";
import { TAKING_ANSWERS } from "../openapi/answers.ts";
import { BAD_SIGNATURE } from "../problem/intake-problems.ts";
import { signatureFault } from "../signature/signed-request.ts";
import { assertSameBody, idempotencyKey } from "../take/idempotency-key.ts";
import { type ItemResult, statusOf, takenOf } from "../take/item-result.ts";
import { permittedItems, takeItems } from "../take/take-items.ts";
import { isErasedLead, type ServedSource, type Taking } from "../taking.ts";
import { openIntakeOf } from "./open-intake-of.ts";
import { assertMaySend, isSigned, servedSource } from "./source-access.ts";
import { bodiesPass, TAKING_HEADERS } from "./taking-route.ts";

export interface SourceRouteOptions {
  readonly metrics: IntakeMetrics;
  /** How senders reach this server; null: as the request says. */
  readonly publicUrl: string | null;
  /** ms since epoch: signatures have a time. */
  readonly wallClock: () => number;
}

const DESCRIPTION = `Takes records of a source as the configuration's \`sources\` maps them: a JSON document, NDJSON or CSV,
up to 10,000 records and 16 MiB. The results are those of the records' events; \`index\` is the record's place. A source
with a \`signature\` needs no token: its requests are signed. The same record gives the same eventIds however often it
comes.`;

export const SOURCE_PARAMS = z.object({
  source: z
    .string()
    .min(1)
    .max(64)
    .meta({ description: "Its name in the configuration.", examples: ["crm-leads"] }),
});

const LONGEST_SHOWN = 40_000;

/** The route of the records of sources. */
export function registerSources(server: FastifyInstance, taking: Taking, options: SourceRouteOptions): void {
  const reading = oneAtATime();
  server.post(
    "/v1/sources/:source",
    {
      // Who may is asked below: a signature may stand for a token.
      config: { isPublic: true },
      schema: {
        operationId: "takeRecords",
        tags: ["Events"],
        summary: "Take records of a source in",
        description: DESCRIPTION,
        body: {
          content: {
            "application/json": { schema: z.unknown() },
            "application/x-ndjson": { schema: z.string() },
            "text/csv": { schema: z.string() },
          },
        },
        params: SOURCE_PARAMS,
        headers: TAKING_HEADERS,
        response: {
          ...TAKING_ANSWERS,
          401: problem("Neither a known token (STF-API-002) nor a valid signature (STF-API-031)."),
          404: problem("There is no such source (STF-API-030)."),
        },
      },
      validatorCompiler: bodiesPass,
      preParsing: async (request) => assertMaySend(request, taking),
    },
    async (request, reply) => {
      const served = servedSource(request, taking);
      const sent = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
      const signed = isSigned(request, served);
      if (signed) assertSignature(request, sent, served, options);
      const intake = openIntakeOf(taking);
      const format = bodyFormat(request.headers["content-type"], ["json", "ndjson", "csv"]);
      const key = idempotencyKey(request);
      const body = await inflated(sent, request.headers["content-encoding"], request.bodyShare);
      const read = await reading
        .run(() => sourceItems(body, format, served.source, served.mapper))
        .catch((error: unknown) => {
          if (signed) keepUnreadable(taking, served, body, error);
          throw error;
        });
      if (key !== null) assertSameBody(request, key, body, taking.requests.keys);
      const items = read.map(({ item }) => item);
      const permitted = signed ? items : permittedItems(items, callerOf(request));
      const results = await takeItems(intake, permitted, { tracing: taking.tracing, span: spanOf(request) });
      options.metrics.count(served.source.name, results);
      if (signed) keepRefused(taking, served, read, results);
      const answer = takenOf(results);
      return reply.code(statusOf(answer)).type("application/json").send(JSON.stringify(answer));
    },
  );
}

function assertSignature(
  request: FastifyRequest,
  body: Buffer,
  { source, secret }: ServedSource,
  { publicUrl, wallClock }: SourceRouteOptions,
): void {
  if (source.signature === null || secret === null) return;
  const url = `${publicUrl ?? `${request.protocol}://${request.host}`}${request.url}`;
  const signed = { method: request.method, url, body, headers: request.headers };
  const fault = signatureFault(signed, source.signature, secret, wallClock());
  if (fault !== null) throw new HttpProblem(BAD_SIGNATURE, `source ${source.name}: ${fault}`);
}

/** A body that could not be read at all. */
function keepUnreadable(taking: Taking, { source }: ServedSource, body: Buffer, error: unknown): void {
  if (!(error instanceof HttpProblem)) return;
  const record = body.subarray(0, LONGEST_SHOWN).toString();
  const unreadable = { reason: "UNDECODABLE", field: null, detail: error.message, record };
  taking.requests.refused.keep(source.name, [unreadable], (value) => isErasedLead(taking, source.name, value));
}

/** Nobody reads the answer to a webhook. Of a lead that was erased nothing is kept. */
function keepRefused(
  taking: Taking,
  { source }: ServedSource,
  read: readonly SourceItem[],
  results: readonly ItemResult[],
): void {
  const texts = new Map(read.map(({ item, record }) => [item.index, record]));
  const ofErased = new Set(results.filter(({ reason }) => reason === "LEAD_ERASED").map(({ index }) => index));
  const refused = results.filter(({ status, index }) => status === "refused" && !ofErased.has(index));
  taking.requests.refused.keep(
    source.name,
    refused.map(({ index, reason, field, detail }) => {
      return { reason: reason ?? "INVALID", field, detail: detail ?? "", record: texts.get(index)?.() ?? "" };
    }),
    (value) => isErasedLead(taking, source.name, value),
  );
}
