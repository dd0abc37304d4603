import { HttpProblem } from "@stagefold/http";
import type { FastifyRequest } from "fastify";
import { NO_SUCH_FORMAT } from "../problem/api-problems.ts";

export type AnswerFormat = "json" | "csv";

export const CONTENT_TYPES: Readonly<Record<AnswerFormat, string>> = {
  json: "application/json; charset=utf-8",
  csv: "text/csv; charset=utf-8; header=present",
};

/** What the caller wants: `format` where the query names one, else the Accept header; JSON where both will do. */
export function formatOf(request: FastifyRequest, named: AnswerFormat | undefined): AnswerFormat {
  if (named !== undefined) return named;
  const accepted = request.accepts().type(["application/json", "text/csv"]);
  if (accepted === "application/json") return "json";
  if (accepted === "text/csv") return "csv";
  const detail =
    "reports are application/json or text/csv: accept one of them, or name it by format=json or format=csv";
  throw new HttpProblem(NO_SUCH_FORMAT, detail, { allowed: Object.keys(CONTENT_TYPES) });
}
