import type { FastifyInstance } from "fastify";

/** Routes that `server` gets from now on are answered without a token, not traced, and not in the OpenAPI document. */
export function makePublic(server: FastifyInstance): void {
  server.addHook("onRoute", (route) => {
    route.config = { ...route.config, isPublic: true, isUntraced: true };
    route.schema = { ...route.schema, hide: true };
  });
}
