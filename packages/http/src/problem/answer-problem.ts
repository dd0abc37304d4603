/** Every error as an answer of type application/problem+json; what is no refusal is logged and tells the caller nothing. */
import type { Socket } from "node:net";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import {
  ADDRESS_TOO_LONG,
  BAD_REQUEST,
  BODY_TOO_LARGE,
  HttpProblem,
  OTHER_CONTENT,
  problemBody,
  SERVER_FAILED,
} from "./http-problem.ts";

export const PROBLEM_TYPE = "application/problem+json";

/** What an error of the server's own kinds is, as a refusal; null: it is none of them. */
export type ProblemOf = (error: Error) => HttpProblem | null;

/** Fastify's error handler. `knownOf` is asked about errors that are no HttpProblem. */
export function problemAnswerer(
  knownOf: ProblemOf,
): (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (error, request, reply) => {
    const problem = error instanceof HttpProblem ? error : (knownOf(error) ?? problemOf(error));
    if (problem.kind === SERVER_FAILED) request.log.error({ err: error }, "failed");
    return reply
      .code(problem.kind.status)
      .headers({ "cache-control": "no-store", ...problem.extras.headers })
      .type(PROBLEM_TYPE)
      .send(JSON.stringify(problemBody(problem, pathOf(request.url))));
  };
}

/** What comes before any request is made of the bytes: as HTTP says it, on the bare connection. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const isTooLong = error.code === "HPE_HEADER_OVERFLOW";
  const problem = isTooLong
    ? new HttpProblem(ADDRESS_TOO_LONG, "the address and headers of the request are longer than 16 kB together")
    : new HttpProblem(BAD_REQUEST, "this is no HTTP request");
  const body = JSON.stringify(problemBody(problem, null));
  const [status, reason] = isTooLong ? [431, "Request Header Fields Too Large"] : [400, "Bad Request"];
  const head = [`HTTP/1.1 ${status} ${reason}`, `content-type: ${PROBLEM_TYPE}`, `content-length: ${body.length}`];
  socket.end(`${[...head, "connection: close"].join("\r\n")}\r\n\r\n${body}`);
}

function problemOf(error: FastifyError | Error): HttpProblem {
  const { validation, validationContext, statusCode = 500, code } = error as FastifyError;
  if (validation !== undefined) return invalid(validation, validationContext);
  if (code === "FST_ERR_MAX_PARAM_LENGTH")
    return new HttpProblem(ADDRESS_TOO_LONG, "a part of the address is too long");
  if (statusCode === 413) return new HttpProblem(BODY_TOO_LARGE, "the body is longer than this server takes");
  if (statusCode === 415) return new HttpProblem(OTHER_CONTENT, error.message);
  if (statusCode >= 400 && statusCode < 500) return new HttpProblem(BAD_REQUEST, error.message);
  return new HttpProblem(SERVER_FAILED, "the server failed to answer; its log says why");
}

const CONTEXTS: Readonly<Record<string, string>> = { params: "address", headers: "headers" };

function invalid(validation: FastifyError["validation"], context: string | undefined): HttpProblem {
  const [first] = validation ?? [];
  const { keys } = (first?.params ?? {}) as { readonly keys?: readonly string[] };
  const parameter = first?.instancePath.replace(/^\//, "") || keys?.[0];
  const where = CONTEXTS[context ?? ""] ?? "query";
  const what = parameter === undefined ? where : `${parameter} in the ${where}`;
  const sentence = `${what}: ${first?.message ?? "not as described"}. /openapi.json says what may be asked`;
  return new HttpProblem(BAD_REQUEST, sentence, parameter === undefined ? {} : { parameter });
}

function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? "/";
}
