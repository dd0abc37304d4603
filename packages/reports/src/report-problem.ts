/**
 * Why a request for a report cannot be answered. The sentence names what was asked, what is there, and what to ask
 * instead; `status` is the HTTP status it stands for.
 */
export type ProblemCode = "STF-RPT-001" | "STF-RPT-002" | "STF-RPT-003" | "STF-RPT-004" | "STF-RPT-005";

interface Kind {
  readonly title: string;
  readonly status: number;
}

const KINDS: Readonly<Record<ProblemCode, Kind>> = {
  "STF-RPT-001": { title: "Segment not published", status: 422 },
  "STF-RPT-002": { title: "Grain not published", status: 422 },
  "STF-RPT-003": { title: "No such period", status: 400 },
  "STF-RPT-004": { title: "Not a cursor", status: 400 },
  "STF-RPT-005": { title: "No such lead", status: 404 },
};

export class ReportProblem extends Error {
  readonly code: ProblemCode;
  readonly title: string;
  readonly status: number;
  /** The parameter at fault. */
  readonly parameter: string;
  /** What would be accepted instead; empty: that cannot be listed. */
  readonly allowed: readonly string[];
  constructor(code: ProblemCode, parameter: string, detail: string, allowed: readonly string[] = []) {
    super(detail);
    this.name = "ReportProblem";
    this.code = code;
    this.parameter = parameter;
    this.allowed = allowed;
    this.title = KINDS[code].title;
    this.status = KINDS[code].status;
  }
}
