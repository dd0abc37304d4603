import { join } from "node:path";
import { openRegistryIds, openSchemaRegistry, type RegistryIds, type SchemaRegistryOptions } from "@stagefold/kafka";
import { ProcessingError } from "@stagefold/processing";
import { FUNNEL_TARGETS, LEAD_EVENTS, SPEND_EVENTS } from "@stagefold/processors";
import type { Logger } from "../logger.ts";
import type { Observations } from "../observe/observations.ts";
import { pause } from "../pause.ts";
import { RECORD_SCHEMAS } from "./record-schemas.ts";

export interface AwaitSchemasOptions {
  readonly registry: SchemaRegistryOptions;
  /** Where what a registry has said is kept: schemas.json. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Told that it waits. */
  readonly observations: Observations;
  /** The topics that are written to; default: those of the processors. */
  readonly writes?: readonly string[];
}

const PART = "schema registry";
const WAIT_MS = 2_000;
/** What others write: registered before they do. */
const INPUTS: ReadonlySet<string> = new Set([LEAD_EVENTS, SPEND_EVENTS, FUNNEL_TARGETS]);

/**
 * The schemas' numbers, once the registry, or the file that was kept, has those of all that is written. Waits for
 * a registry that is away, and says so; null where the signal is aborted before it answers. Throws
 * SchemasNotRegisteredError, RegistryRefusedError.
 */
export async function awaitSchemas(options: AwaitSchemasOptions): Promise<RegistryIds | null> {
  const { folder, signal, logger, observations } = options;
  const registry = openSchemaRegistry(options.registry);
  const { writes } = options;
  const own = RECORD_SCHEMAS.filter(({ topic }) => writes?.includes(topic) ?? !INPUTS.has(topic));
  const cacheFile = join(folder, "schemas.json");
  const onCacheTrouble = (err: unknown): void => logger.warn({ err }, "what is known of schemas cannot be kept");
  while (!signal.aborted) {
    try {
      const ids = await openRegistryIds({ registry, own, cacheFile, onCacheTrouble });
      observations.well(PART);
      return ids;
    } catch (error) {
      if (!(error instanceof ProcessingError) || error.disposition !== "retry") throw error;
      observations.trouble(PART, error);
      logger.warn(
        { err: error, waitMs: WAIT_MS },
        "waiting for the schema registry: this folder has not all of our schemas yet",
      );
    }
    await pause(WAIT_MS, signal);
  }
  return null;
}
