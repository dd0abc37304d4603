/** Bodies of requests: their bytes as they were sent, up to a limit of each and of all together. */
import { BAD_REQUEST, BODY_TOO_LARGE, HttpProblem } from "@stagefold/http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { type BodyBudget, type BodyShare, bodyBudget } from "./body-budget.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** What of the memory for bodies this request holds; null: it has no body. */
    bodyShare: BodyShare | null;
  }
}

/** A body, as it is sent and as it is once inflated. */
export const LONGEST_BODY = 16 * 1024 * 1024;
/** Of all requests together. */
const MOST_HELD = 8 * LONGEST_BODY;

/** Gives routes of `server` the body of any type as a Buffer; what it holds is counted until the answer is sent. */
export function takeBodies(server: FastifyInstance): void {
  const budget = bodyBudget(MOST_HELD);
  server.decorateRequest("bodyShare", null);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", (request: FastifyRequest, payload: AsyncIterable<Buffer>) =>
    readAll(request, payload, budget),
  );
  const release = async (request: FastifyRequest): Promise<void> => request.bodyShare?.release();
  server.addHook("onResponse", release);
  server.addHook("onRequestAbort", release);
}

async function readAll(request: FastifyRequest, payload: AsyncIterable<Buffer>, budget: BodyBudget): Promise<Buffer> {
  const share = budget.share();
  request.bodyShare = share;
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > LONGEST_BODY) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of payload) {
      length += chunk.length;
      if (length > LONGEST_BODY) throw tooLarge();
      share.take(chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    throw new HttpProblem(BAD_REQUEST, "the connection ended before the body did");
  }
  return Buffer.concat(chunks, length);
}

/** A body, as sent or inflated, that is longer than any may be. */
export function tooLarge(): HttpProblem {
  return new HttpProblem(
    BODY_TOO_LARGE,
    `the body has more than ${LONGEST_BODY} bytes (16 MiB), as it is sent or inflated: send it in parts`,
  );
}
