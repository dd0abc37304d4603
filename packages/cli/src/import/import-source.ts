/** The source that an import names: one of the configuration, or a file of its own. */
import { extname } from "node:path";
import { loadConfigFile, loadSource, nearestName, type SourceConfig } from "@stagefold/config";
import type { StagefoldConfig } from "@stagefold/domain";
import { UnknownSourceError } from "./unknown-source-error.ts";

/**
 * The source called `mapping` in the configuration, else the one in the file of that name, under the configuration.
 * Throws ConfigError for either file, UnknownSourceError.
 */
export function importSource(
  mapping: string,
  configFile: string,
): { readonly source: SourceConfig; readonly config: StagefoldConfig } {
  const { config, sources } = loadConfigFile(configFile);
  const named = sources.get(mapping);
  if (named !== undefined) return { source: named, config };
  if ([".yaml", ".yml"].includes(extname(mapping))) return { source: loadSource(mapping, config), config };
  throw new UnknownSourceError(mapping, configFile, [...sources.keys()], nearestName(mapping, sources.keys()) ?? null);
}
