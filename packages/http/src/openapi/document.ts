/** The OpenAPI 3.1 document, made of the routes' zod schemas. */
import { isDeepStrictEqual } from "node:util";
import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import type { OpenAPIV3_1 } from "openapi-types";
import { z } from "zod";

/** What a document says of itself. */
export interface DocumentText {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  /** What a token is of. */
  readonly token: string;
}

/** Options of @fastify/swagger. */
export function documentOptions(text: DocumentText, isGuarded: boolean): FastifyDynamicSwaggerOptions {
  const { title, version, description, tags } = text;
  const token = { type: "http", scheme: "bearer", description: text.token } as const;
  return {
    openapi: {
      openapi: "3.1.0",
      info: {
        title,
        version,
        description,
        license: { name: "Apache-2.0", identifier: "Apache-2.0" } as { name: string },
      },
      tags: [...tags],
      ...(isGuarded ? { components: { securitySchemes: { token } }, security: [{ token: [] }] } : {}),
    },
    transform: withBodies,
    transformObject(document) {
      return withoutUnused(jsonSchemaTransformObject(document) as OpenAPIV3_1.Document);
    },
  };
}

type Transform = typeof jsonSchemaTransform;

/** As the transform has it, of bodies of several content types too. */
const withBodies: Transform = (route) => {
  const { body, ...schema } = (route.schema ?? {}) as { readonly body?: unknown };
  if (typeof body !== "object" || body === null || !("content" in body)) return jsonSchemaTransform(route);
  const transformed = jsonSchemaTransform({ ...route, schema } as Parameters<Transform>[0]);
  const content = Object.entries(body.content as Readonly<Record<string, { readonly schema: z.ZodType }>>);
  const schemas = content.map(([type, of]) => [type, { schema: inputSchema(of.schema) }]);
  return { ...transformed, schema: { ...transformed.schema, body: { content: Object.fromEntries(schemas) } } };
};

function inputSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", target: "draft-2020-12" });
  return rest;
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
