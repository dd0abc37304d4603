export { type ApiEnvironment, describeApiEnvironment, readApiEnvironment } from "./environment/api-environment.ts";
export { FollowerError } from "./follower/errors.ts";
export { logSourceOf } from "./log-source.ts";
export type { FollowerState, Following, ServedConfig } from "./model.ts";
export { type ServeOptions, type Serving, serve, startServing } from "./serve.ts";
export { type ApiOptions, type RunningApi, startApi } from "./start-api.ts";
