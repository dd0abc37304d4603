export { type Access, accessBy, type Caller, OPEN_ACCESS } from "./access/access.ts";
export { ApiAddressError, UnguardedError } from "./access/errors.ts";
export { isLoopback } from "./access/loopback.ts";
export { newToken, tokenHash } from "./access/token.ts";
export { parseTokens, type TokenGrant } from "./access/tokens-file.ts";
export type { Change, FeedPage, FollowerState, Following, ServedConfig, ServedModel } from "./model.ts";
export { type ApiOptions, type RunningApi, startApi } from "./start-api.ts";
