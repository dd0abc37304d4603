/** The refusals that only the query API has, beside those of every server. */
import type { ProblemKind } from "@stagefold/http";

export const NO_SUCH_TENANT: ProblemKind = { code: "STF-API-003", status: 404, title: "No such tenant" };
export const NO_SUCH_FORMAT: ProblemKind = { code: "STF-API-006", status: 406, title: "No such format" };
