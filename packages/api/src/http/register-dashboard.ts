import fastifyStatic from "@fastify/static";
import { makePublic } from "@stagefold/http";
import type { FastifyInstance } from "fastify";

/** Files that the build named after their content. */
const HASHED = /[.-][\w-]{8,}\.\w+(\.(br|gz))?$/;

/**
 * The dashboard's files at `/`, as they are in the folder now. They hold nothing of a tenant: the page asks for a
 * token and shows it with each request for data.
 */
export async function registerDashboard(server: FastifyInstance, folder: string): Promise<void> {
  await server.register(async (pages) => {
    makePublic(pages);
    await pages.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders(reply, path) {
        reply.header("cache-control", HASHED.test(path) ? "public, max-age=31536000, immutable" : "no-cache");
      },
    });
  });
}
