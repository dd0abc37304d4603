/**
 * Why a request is not answered, as RFC 9457 tells it. What a report itself refuses is a ReportProblem; these are the
 * refusals of the server. docs/operations.md lists the codes.
 */
import type { Problem } from "@stagefold/reports";

interface Kind {
  readonly status: number;
  readonly title: string;
}

const KINDS = {
  "STF-API-001": { status: 400, title: "Bad request" },
  "STF-API-002": { status: 401, title: "No valid token" },
  "STF-API-003": { status: 404, title: "No such tenant" },
  "STF-API-004": { status: 404, title: "No such address" },
  "STF-API-005": { status: 405, title: "Method not allowed" },
  "STF-API-006": { status: 406, title: "No such format" },
  "STF-API-007": { status: 414, title: "Address too long" },
  "STF-API-008": { status: 429, title: "Too many requests" },
  "STF-API-009": { status: 503, title: "Not ready" },
  "STF-API-010": { status: 500, title: "Failure of the server" },
  "STF-API-011": { status: 421, title: "Not meant for this server" },
} as const satisfies Readonly<Record<string, Kind>>;

export type ApiProblemCode = keyof typeof KINDS;

/** What a problem may say beyond its sentence. */
export interface ProblemExtras {
  /** The parameter at fault. */
  readonly parameter?: string;
  readonly allowed?: readonly string[];
  /** Headers that the answer has because of it. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by hooks and handlers; the error handler answers with it. */
export class ApiProblem extends Error {
  readonly code: ApiProblemCode;
  readonly title: string;
  readonly status: number;
  readonly extras: ProblemExtras;
  constructor(code: ApiProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail);
    this.name = "ApiProblem";
    this.code = code;
    this.title = KINDS[code].title;
    this.status = KINDS[code].status;
    this.extras = extras;
  }
}

/** What problem details are made of. */
export interface ProblemFacts {
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly parameter?: string | undefined;
  readonly allowed?: readonly string[] | undefined;
}

/** The body of the answer. Pure. `instance` is the path of the request: its parameters may be anything. */
export function problemBody(facts: ProblemFacts, instance: string | null): Problem {
  const { code, title, status, detail, parameter, allowed = [] } = facts;
  return {
    type: `urn:stagefold:problem:${code}`,
    title,
    status,
    detail,
    code,
    ...(instance === null ? {} : { instance }),
    ...(parameter === undefined ? {} : { parameter }),
    ...(allowed.length === 0 ? {} : { allowed: [...allowed] }),
  };
}
