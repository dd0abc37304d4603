/** Processors live on whichever log the environment names. */
import type { StagefoldConfig } from "@stagefold/domain";
import { runEmbedded } from "./embedded/run-embedded.ts";
import type { ServiceEnvironment } from "./environment/environment.ts";
import { startHttpServer } from "./http/http-server.ts";
import { runKafka } from "./kafka/run-kafka.ts";
import type { Logger } from "./logger.ts";
import { Observations } from "./observe/observations.ts";
import { PROCESSORS, type ProcessorName } from "./processors.ts";

export interface RunProcessorsOptions {
  readonly environment: ServiceEnvironment;
  readonly config: StagefoldConfig;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/**
 * Runs them, with health and metrics where the environment wants them, until the signal is aborted, then commits and
 * closes everything. Throws HttpAddressError, and as runKafka and runEmbedded do.
 */
export async function runProcessors(names: readonly ProcessorName[], options: RunProcessorsOptions): Promise<void> {
  const { environment, signal, logger } = options;
  const observations = new Observations();
  observations.trouble("start", "nothing runs yet");
  const server = environment.http === null ? null : await startHttpServer(environment.http, observations, signal);
  try {
    if (server !== null) logger.info(server.address, "health and metrics are served");
    await run(names, options, observations);
  } finally {
    await server?.close();
  }
}

async function run(
  names: readonly ProcessorName[],
  { environment, config, signal, logger }: RunProcessorsOptions,
  observations: Observations,
): Promise<void> {
  const { dataFolder: folder, partitions, kafka } = environment;
  const processors = (Object.keys(PROCESSORS) as ProcessorName[])
    .filter((name) => names.includes(name))
    .map((name) => PROCESSORS[name]);
  if (kafka !== null) return runKafka({ ...kafka, folder, config, processors, signal, logger, observations });
  const tasksOf = processors.map((processor) => processor.tasksOf);
  return runEmbedded({ folder, config, partitions, processors: tasksOf, signal, logger, observations });
}
