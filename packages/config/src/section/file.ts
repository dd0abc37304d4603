import type { StagefoldConfig } from "@stagefold/domain";
import type { z } from "zod";
import type { Report } from "../key-path.ts";
import { entries, member } from "../rule/raw.ts";
import { documented } from "../schema/key-reference.ts";
import { keys, named } from "../schema/shapes.ts";
import { readName } from "../value/text.ts";
import { clockSchema, compileClock } from "./clock.ts";
import { publishSchema } from "./publish.ts";
import { sourceSchema } from "./source/source-schema.ts";
import { compileTenant, tenantRules, tenantSchema } from "./tenant.ts";

/** SEMANTICS 11: the whole file. */
export const fileSchema = keys("the configuration", {
  tenants: documented(
    named(
      "a mapping from tenantIds to tenants",
      documented(tenantSchema, {
        type: "mapping",
        meaning: "The tenant with this tenantId; `*` serves every tenant that has no entry of its own.",
        example: "acme: { timeZone: Europe/Rome, … }",
      }),
    ),
    { type: "mapping by tenantId", meaning: "The tenants, at least one.", example: "see below" },
  ),
  publish: documented(publishSchema, {
    type: "mapping",
    default: "everything",
    meaning: "What is published, for tenants that have no `publish` of their own.",
    example: "{ grains: [MONTH, QUARTER], metrics: [leads_reached] }",
  }).optional(),
  clock: documented(clockSchema, {
    type: "mapping",
    default: "all defaults",
    meaning: "How the clock goes, for all tenants.",
    example: "{ lateness: PT30S, maxFuture: PT5M, grace: P1D }",
  }).optional(),
  sources: documented(
    named(
      "a mapping from names to sources",
      documented(sourceSchema, {
        type: "mapping",
        meaning:
          "The source of this name: up to 64 small letters, digits and hyphens. Described in [sources.md](sources.md).",
        example: "crm-leads: { extends: hubspot-contact-history, tenantId: { value: acme } }",
      }),
    ),
    {
      type: "mapping by name",
      default: "none",
      meaning:
        "Where records come from that are no events yet, and how they become some. Only intake and `stagefold import` read it: it changes no output.",
      example: "see below",
    },
  ).optional(),
});

/** Refuses what relates keys to each other, on whatever is well-formed. */
export function fileRules(file: unknown, report: Report): void {
  const tenants = member(file, "tenants");
  if (typeof tenants === "object" && tenants !== null && !Array.isArray(tenants) && entries(tenants).length === 0) {
    report(["tenants"], "found no tenant, expected at least one; name it, or * for all");
  }
  for (const [name, tenant] of entries(tenants)) {
    const reading = readName(name, "a tenantId", "|");
    if ("refusal" in reading) report(["tenants", name], reading.refusal);
    tenantRules(tenant, ["tenants", name], report);
  }
}

/** The configuration as the domain reads it. Pure. */
export function compileFile(file: z.output<typeof fileSchema>): StagefoldConfig {
  return {
    tenants: new Map(Object.entries(file.tenants).map(([name, tenant]) => [name, compileTenant(tenant, file.publish)])),
    clock: compileClock(file.clock),
  };
}
