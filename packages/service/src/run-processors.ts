/** Processors live on whichever log the environment names. */
import type { StagefoldConfig } from "@stagefold/domain";
import { runEmbedded } from "./embedded/run-embedded.ts";
import type { ServiceEnvironment } from "./environment/environment.ts";
import { runKafka } from "./kafka/run-kafka.ts";
import type { Logger } from "./logger.ts";
import { PROCESSORS, type ProcessorName } from "./processors.ts";

export interface RunProcessorsOptions {
  readonly environment: ServiceEnvironment;
  readonly config: StagefoldConfig;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** Runs them until the signal is aborted, then commits and closes everything. Throws as runKafka and runEmbedded do. */
export async function runProcessors(names: readonly ProcessorName[], options: RunProcessorsOptions): Promise<void> {
  const { environment, config, signal, logger } = options;
  const { dataFolder: folder, partitions, kafka } = environment;
  const processors = (Object.keys(PROCESSORS) as ProcessorName[])
    .filter((name) => names.includes(name))
    .map((name) => PROCESSORS[name]);
  if (kafka !== null) return runKafka({ ...kafka, folder, config, processors, signal, logger });
  const tasksOf = processors.map((processor) => processor.tasksOf);
  return runEmbedded({ folder, config, partitions, processors: tasksOf, signal, logger });
}
