/**
 * Why a request is not answered, as RFC 9457 tells it. The kinds here are those that every server of ours has; a server
 * adds its own. docs/operations.md lists the codes.
 */
import type { Problem } from "./problem.ts";

/** A kind of refusal. */
export interface ProblemKind {
  /** Stable. */
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

export const BAD_REQUEST: ProblemKind = { code: "STF-API-001", status: 400, title: "Bad request" };
export const NO_VALID_TOKEN: ProblemKind = { code: "STF-API-002", status: 401, title: "No valid token" };
export const NO_SUCH_ADDRESS: ProblemKind = { code: "STF-API-004", status: 404, title: "No such address" };
export const METHOD_NOT_ALLOWED: ProblemKind = { code: "STF-API-005", status: 405, title: "Method not allowed" };
export const ADDRESS_TOO_LONG: ProblemKind = { code: "STF-API-007", status: 414, title: "Address too long" };
export const TOO_MANY_REQUESTS: ProblemKind = { code: "STF-API-008", status: 429, title: "Too many requests" };
export const NOT_READY: ProblemKind = { code: "STF-API-009", status: 503, title: "Not ready" };
export const SERVER_FAILED: ProblemKind = { code: "STF-API-010", status: 500, title: "Failure of the server" };
export const BODY_TOO_LARGE: ProblemKind = { code: "STF-API-012", status: 413, title: "Body too large" };
export const OTHER_CONTENT: ProblemKind = { code: "STF-API-013", status: 415, title: "Another content type" };
export const NOT_PERMITTED: ProblemKind = { code: "STF-API-014", status: 403, title: "Not permitted" };
export const NOT_THIS_SERVER: ProblemKind = {
  code: "STF-API-011",
  status: 421,
  title: "Not meant for this server",
};

/** What a problem may say beyond its sentence. */
export interface ProblemExtras {
  /** The parameter at fault. */
  readonly parameter?: string;
  readonly allowed?: readonly string[];
  /** Headers that the answer has because of it. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by hooks and handlers; the error handler answers with it. */
export class HttpProblem extends Error {
  readonly kind: ProblemKind;
  readonly extras: ProblemExtras;
  constructor(kind: ProblemKind, detail: string, extras: ProblemExtras = {}) {
    super(detail);
    this.name = "HttpProblem";
    this.kind = kind;
    this.extras = extras;
  }
}

/** The body of the answer. Pure. `instance` is the path of the request: its parameters may be anything. */
export function problemBody({ kind, message, extras }: HttpProblem, instance: string | null): Problem {
  const { code, title, status } = kind;
  const { parameter, allowed = [] } = extras;
  return {
    type: `urn:stagefold:problem:${code}`,
    title,
    status,
    detail: message,
    code,
    ...(instance === null ? {} : { instance }),
    ...(parameter === undefined ? {} : { parameter }),
    ...(allowed.length === 0 ? {} : { allowed: [...allowed] }),
  };
}
