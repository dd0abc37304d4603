/** The OpenAPI 3.1 document, made of the routes' zod schemas. */
import { isDeepStrictEqual } from "node:util";
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

/**
 * All schemas with an id become components, once as input and once as output. One name is enough where the two are
 * the same, or one is not used; and what nothing refers to goes.
 */
function withoutUnused(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const { components: { schemas: all = {}, ...components } = {}, ...rest } = document;
  const renamed = new Map<string, string>();
  const used = usedBy(rest, all);
  for (const name of used) {
    const output = name.replace(/Input$/, "");
    if (output !== name && (!used.has(output) || isDeepStrictEqual(all[name], all[output]))) renamed.set(name, output);
  }
  const schemas = Object.fromEntries([...used].sort().map((name) => [renamed.get(name) ?? name, all[name]]));
  const text = JSON.stringify({ ...rest, components: { ...components, schemas } });
  const merged = text.replaceAll(REFERENCE, (found, name: string) => found.replace(name, renamed.get(name) ?? name));
  return JSON.parse(merged) as OpenAPIV3_1.Document;
}

const REFERENCE = /"#\/components\/schemas\/([^"]+)"/g;

/** The names of the schemas that `value` refers to, itself or through others. */
function usedBy(value: unknown, schemas: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (part: unknown): void => {
    for (const [, name = ""] of JSON.stringify(part).matchAll(REFERENCE)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(schemas[name] ?? null);
    }
  };
  visit(value);
  return used;
}
