import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { makePublic } from "../server/public-routes.ts";

/** /openapi.json, and the page that shows it: with all its scripts, so that nothing is loaded from elsewhere. */
export async function registerReference(server: FastifyInstance, title: string): Promise<void> {
  await server.register(async (pages) => {
    makePublic(pages);
    let text: string | null = null;
    pages.get("/openapi.json", (_, reply) => {
      text ??= JSON.stringify(server.swagger());
      return reply.header("cache-control", "no-cache").type("application/json").send(text);
    });
    await pages.register(swaggerUi, {
      routePrefix: "/reference",
      theme: { title },
      uiConfig: { docExpansion: "list", layout: "BaseLayout", tryItOutEnabled: true },
    });
  });
}
