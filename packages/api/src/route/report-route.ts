/**
 * A report as a route: checks the query, makes the report on one state of the read model, answers as JSON or CSV.
 *
 * The tag of an answer is made of the tenant's version in that very state, so 304 is exact: it is said where the
 * answer would be the same, and before the report is made.
 */
import type { ReportContext } from "@stagefold/reports";
import type { z } from "zod";
import type { AnswerFormat } from "../http/answer-format.ts";

/** What all reports' queries have. */
export interface ReportQuery {
  readonly format?: AnswerFormat | undefined;
}

/** The parts of a path that hold a value. */
export interface ReportParams {
  readonly tenantId: string;
  readonly leadId?: string;
}

export interface ReportRoute<Q extends ReportQuery = ReportQuery, R = unknown> {
  /** Below `/v1/tenants/{tenantId}`, as Fastify writes it. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly params: z.ZodType<ReportParams>;
  readonly query: z.ZodType<Q>;
  readonly answer: z.ZodType<R>;
  readonly make: (context: ReportContext, query: Q, params: ReportParams) => R;
  readonly csv: (report: R, query: Q) => string;
}

/** A route whose types are forgotten: its own schema has checked the query that it is given. */
export type AnyReportRoute = ReportRoute<never, never>;

/** Checks that query, report and CSV of a route go together. */
export function reportRoute<Q extends ReportQuery, R>(route: ReportRoute<Q, R>): AnyReportRoute {
  return route as unknown as AnyReportRoute;
}
