/** What the routes that take events have in common. */
import { validatorCompiler } from "@stagefold/http";
import type { FastifySchemaCompiler } from "fastify";
import { z } from "zod";

/** What a request with a body may have. */
export const TAKING_HEADERS = z.looseObject({
  "idempotency-key": z.string().max(210).optional().meta({
    description:
      "Names events without an eventId, and the request: the same key with another body within 7 days is refused.",
  }),
});

/** Bodies are bytes here: what is in them is read item by item, not checked as a whole. */
export const bodiesPass: FastifySchemaCompiler<unknown> = (part) =>
  part.httpPart === "body"
    ? (value: unknown) => ({ value })
    : validatorCompiler(part as Parameters<typeof validatorCompiler>[0]);
