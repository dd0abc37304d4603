/** The OpenAPI 3.1 document, made of the routes' zod schemas. */
import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import type { OpenAPIV3_1 } from "openapi-types";

const DESCRIPTION = `What Stagefold computes, as reports.

Every report is JSON or CSV (\`Accept: text/csv\`, or \`format=csv\`), says in \`asOf\` the newest clock behind its
numbers, and carries the exact counts behind every rate. Instants are ISO 8601 in UTC, days are the tenant's. A report
has an ETag: asked again with If-None-Match it answers 304 while nothing has changed. Errors are problem details
(RFC 9457) with a stable code.`;

/** Options of @fastify/swagger. */
export function documentOptions(version: string, isGuarded: boolean): FastifyDynamicSwaggerOptions {
  const token = { type: "http", scheme: "bearer", description: "A token of the tenants asked about." } as const;
  return {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Stagefold",
        version,
        description: DESCRIPTION,
        license: { name: "Apache-2.0", identifier: "Apache-2.0" } as { name: string },
      },
      tags: [
        { name: "Reports", description: "What people read." },
        { name: "Live", description: "What happens, as it happens." },
        { name: "Service", description: "How the service is." },
      ],
      ...(isGuarded ? { components: { securitySchemes: { token } }, security: [{ token: [] }] } : {}),
    },
    transform: jsonSchemaTransform,
    transformObject(document) {
      return withoutUnused(jsonSchemaTransformObject(document) as OpenAPIV3_1.Document);
    },
  };
}

/** All schemas with an id become components, each for input and for output: those that nothing refers to go. */
function withoutUnused(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const { schemas = {}, ...components } = document.components ?? {};
  const { components: _, ...rest } = document;
  const used = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [, name = ""] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(schemas[name] ?? null);
    }
  };
  visit(rest);
  const kept = Object.entries(schemas).filter(([name]) => used.has(name));
  return { ...rest, components: { ...components, schemas: Object.fromEntries(kept.sort()) } };
}
