export { validatorCompiler } from "fastify-type-provider-zod";
export { type Access, accessBy, type Caller, OPEN_ACCESS } from "./access/access.ts";
export { ApiAddressError, UnguardedError } from "./access/errors.ts";
export { newToken, tokenHash } from "./access/token.ts";
export type { TokenGrant } from "./access/tokens-file.ts";
export {
  COUNT_FORM,
  describeGrants,
  type ListenEnvironment,
  type ListenVariables,
  readListenEnvironment,
} from "./environment/listen-environment.ts";
export { healthSchema, type Readiness, registerHealth } from "./health/register-health.ts";
export { type ServerMetrics, serverMetrics } from "./health/server-metrics.ts";
export { type Answer, type AnswerContent, answer, GUARDED_ANSWERS, problem } from "./openapi/answers.ts";
export type { DocumentText } from "./openapi/document.ts";
export { registerReference } from "./openapi/register-reference.ts";
export {
  BAD_REQUEST,
  BODY_TOO_LARGE,
  HttpProblem,
  NO_VALID_TOKEN,
  NOT_READY,
  OTHER_CONTENT,
  type ProblemKind,
} from "./problem/http-problem.ts";
export { createHttpServer } from "./server/create-http-server.ts";
export { assertPermitted, callerOf } from "./server/guard.ts";
export { assertGuarded, listen } from "./server/listen.ts";
export { makePublic } from "./server/public-routes.ts";
export { spanOf } from "./server/trace-requests.ts";
