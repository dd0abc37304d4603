import { readFileSync } from "node:fs";
import { ConfigError } from "../../config-error.ts";
import { entries, member } from "../../rule/raw.ts";
import { readYaml } from "../../yaml/read-yaml.ts";

/** The sources that come with Stagefold, each a file of its name in shipped-sources, in the order of the alphabet. */
export const SHIPPED_SOURCES = [
  "csv-stage-changes",
  "debezium-leads",
  "google-ads-api-costs",
  "google-ads-costs",
  "hubspot-contact-history",
  "hubspot-webhooks",
  "linkedin-ads-costs",
  "marketo-lead-changes",
  "meta-ads-costs",
  "salesforce-data-loader",
  "salesforce-lead-changes",
  "salesforce-lead-history",
] as const;

const FOLDER = new URL("../../../shipped-sources/", import.meta.url);

/** The file of a shipped source, as it is written. Throws for a name that is not among them. */
export function shippedSourceText(name: string): string {
  return readFileSync(new URL(`${name}.yaml`, FOLDER), "utf8");
}

/** The shipped source as plain data, with what it extends itself. */
export function shippedSource(name: string): unknown {
  const yaml = readYaml(shippedSourceText(name), `${name}.yaml`, () => false);
  if (yaml.problems.length > 0) throw new ConfigError(yaml.problems);
  return extended(yaml.value);
}

/** Whether a source of this name is shipped. Pure. */
export function isShipped(name: unknown): name is (typeof SHIPPED_SOURCES)[number] {
  return SHIPPED_SOURCES.some((one) => one === name);
}

/**
 * A source with what it takes from the shipped one that it extends: its own keys count, its tables are joined with the
 * other's by name, tests are its own alone. A key with nothing behind it is as if left out, also of the other.
 */
export function extended(source: unknown): unknown {
  if (!isMapping(source)) return source;
  const base = member(source, "extends");
  const inherited = new Map(isShipped(base) ? entries(shippedSource(base)) : []);
  inherited.delete("tests");
  inherited.delete("extends");
  const joined = new Map([...inherited, ...entries(source)]);
  const tables = member(source, "tables");
  if (isMapping(tables))
    joined.set("tables", Object.fromEntries([...entries(inherited.get("tables")), ...entries(tables)]));
  for (const key of ["events", "rules"]) {
    const list = joined.get(key);
    if (Array.isArray(list)) joined.set(key, list.map(withoutEmptyKeys));
  }
  return withoutEmptyKeys(Object.fromEntries(joined));
}

function withoutEmptyKeys(value: unknown): unknown {
  return isMapping(value) ? Object.fromEntries(entries(value).filter(([, of]) => of !== null)) : value;
}

function isMapping(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
