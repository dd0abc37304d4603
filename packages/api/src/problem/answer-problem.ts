/** Every error as an answer of type application/problem+json; what is no refusal is logged and tells the caller nothing. */
import type { Socket } from "node:net";
import { ReportProblem } from "@stagefold/reports";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { ApiProblem, type ProblemFacts, problemBody } from "./api-problem.ts";

export const PROBLEM_TYPE = "application/problem+json";

/** Fastify's error handler. */
export function answerProblem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error);
  if (problem instanceof ApiProblem && problem.code === "STF-API-010") request.log.error({ err: error }, "failed");
  const headers = problem instanceof ApiProblem ? (problem.extras.headers ?? {}) : {};
  return reply
    .code(problem.status)
    .headers({ "cache-control": "no-store", ...headers })
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemBody(factsOf(problem), pathOf(request.url))));
}

/** What comes before any request is made of the bytes: as HTTP says it, on the bare connection. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const isTooLong = error.code === "HPE_HEADER_OVERFLOW";
  const problem = isTooLong
    ? new ApiProblem("STF-API-007", "the address and headers of the request are longer than 16 kB together")
    : new ApiProblem("STF-API-001", "this is no HTTP request");
  const body = JSON.stringify(problemBody(factsOf(problem), null));
  const [status, reason] = isTooLong ? [431, "Request Header Fields Too Large"] : [400, "Bad Request"];
  const head = [`HTTP/1.1 ${status} ${reason}`, `content-type: ${PROBLEM_TYPE}`, `content-length: ${body.length}`];
  socket.end(`${[...head, "connection: close"].join("\r\n")}\r\n\r\n${body}`);
}

function problemOf(error: FastifyError | Error): ApiProblem | ReportProblem {
  if (error instanceof ApiProblem || error instanceof ReportProblem) return error;
  const { validation, validationContext, statusCode = 500, code } = error as FastifyError;
  if (validation !== undefined) return invalid(validation, validationContext);
  if (code === "FST_ERR_MAX_PARAM_LENGTH") return new ApiProblem("STF-API-007", "a part of the address is too long");
  if (statusCode >= 400 && statusCode < 500) return new ApiProblem("STF-API-001", error.message);
  return new ApiProblem("STF-API-010", "the server failed to answer; its log says why");
}

function invalid(validation: FastifyError["validation"], context: string | undefined): ApiProblem {
  const [first] = validation ?? [];
  const { keys } = (first?.params ?? {}) as { readonly keys?: readonly string[] };
  const parameter = first?.instancePath.replace(/^\//, "") || keys?.[0];
  const where = context === "params" ? "address" : "query";
  const what = parameter === undefined ? where : `${parameter} in the ${where}`;
  const sentence = `${what}: ${first?.message ?? "not as described"}. /openapi.json says what may be asked`;
  return new ApiProblem("STF-API-001", sentence, parameter === undefined ? {} : { parameter });
}

function factsOf(problem: ApiProblem | ReportProblem): ProblemFacts {
  const { code, title, status, message: detail } = problem;
  const { parameter, allowed } = problem instanceof ApiProblem ? problem.extras : problem;
  return { code, title, status, detail, parameter, allowed };
}

function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? "/";
}
