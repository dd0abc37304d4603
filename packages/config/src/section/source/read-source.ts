import type { KeyPath, Report } from "../../key-path.ts";
import { didYouMean } from "../../nearest-name.ts";
import { entries, member } from "../../rule/raw.ts";
import { reportIssue } from "../../schema/report-issue.ts";
import { refuse, sentence } from "../../value/reading.ts";
import { compileSource } from "./compile-source.ts";
import { extended, isShipped, SHIPPED_SOURCES, shippedSource } from "./shipped-sources.ts";
import type { SourceConfig } from "./source-config.ts";
import { funnelOf, sourceRules } from "./source-rules.ts";
import { sourceSchema } from "./source-schema.ts";
import type { SourceTenants } from "./source-tenants.ts";

/** The file in which a source stands. */
export interface Placed {
  readonly report: Report;
  readonly lineOf: (path: KeyPath) => number;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The sources of a configuration, those without faults; faults are reported. */
export function readSources(
  found: unknown,
  path: KeyPath,
  tenants: SourceTenants,
  place: Placed,
): ReadonlyMap<string, SourceConfig> {
  const sources = new Map<string, SourceConfig>();
  if (found === undefined || found === null) return sources;
  if (typeof found !== "object" || Array.isArray(found)) {
    place.report(path, sentence(found, "a mapping from names to sources"));
    return sources;
  }
  for (const [name, own] of entries(found)) {
    const source = readSource(name, own, [...path, name], tenants, place);
    if (source !== undefined) sources.set(name, source);
  }
  return sources;
}

/** One source, which stands at `path`; undefined where it has faults, which are reported. */
export function readSource(
  name: string,
  own: unknown,
  path: KeyPath,
  tenants: SourceTenants,
  { report, lineOf }: Placed,
): SourceConfig | undefined {
  let faults = 0;
  const base = member(own, "extends");
  const inherited = isShipped(base) ? Object.fromEntries(entries(shippedSource(base))) : {};
  const told: Report = (at, message) => {
    faults++;
    const key = at[path.length];
    const isInherited = typeof key === "string" && Object.hasOwn(inherited, key) && !isOwn(own, at.slice(path.length));
    report(at, isInherited ? `${message} (as in the shipped source ${base}: give ${key} of your own)` : message);
  };
  if (!NAME.test(name))
    told(
      path,
      refuse(name, "the name of a source: up to 64 small letters, digits and hyphens, first a letter or digit").refusal,
    );
  if (typeof base === "string" && !isShipped(base)) {
    const advice = didYouMean(base, SHIPPED_SOURCES) || "; stagefold sources list names them";
    told(
      [...path, "extends"],
      `found ${JSON.stringify(base)}, expected a shipped source: ${SHIPPED_SOURCES.join(", ")}${advice}`,
    );
    return undefined;
  }
  const result = sourceSchema.safeParse(extended(own));
  for (const issue of result.error?.issues ?? []) reportIssue(issue, (at, message) => told([...path, ...at], message));
  if (!result.success) return undefined;
  sourceRules(result.data, own, path, tenants, told);
  return faults > 0
    ? undefined
    : compileSource(result.data, {
        name,
        funnel: funnelOf(result.data, tenants),
        lineOfTest: (index) => lineOf([...path, "tests", index]),
      });
}

/** Whether what stands at `at` was said by the source itself, not by what it extends. Of tables each one is told apart. */
function isOwn(own: unknown, at: KeyPath): boolean {
  const [key, name] = at;
  if (typeof key !== "string") return true;
  const value = member(own, key);
  return key === "tables" && typeof name === "string" ? member(value, name) !== undefined : value !== undefined;
}
