/** Processors live on whichever log the environment names. */
import type { StagefoldConfig } from "@stagefold/domain";
import type { Log } from "@stagefold/processing";
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
  /**
   * What goes on beside them in this process, until its signal is aborted: what it throws ends the processors, and the
   * other way round. `log` is that of the folder, which this process alone may write to; null: the log is Kafka's.
   */
  readonly beside?: (log: Log | null, signal: AbortSignal) => Promise<void>;
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
  { environment, config, signal, logger, beside }: RunProcessorsOptions,
  observations: Observations,
): Promise<void> {
  const { dataFolder: folder, partitions, kafka } = environment;
  const processors = (Object.keys(PROCESSORS) as ProcessorName[])
    .filter((name) => names.includes(name))
    .map((name) => PROCESSORS[name]);
  if (kafka !== null) {
    const runs = (until: AbortSignal): Promise<void> =>
      runKafka({ ...kafka, folder, config, processors, signal: until, logger, observations });
    return beside === undefined ? runs(signal) : untilOneEnds([runs, (until) => beside(null, until)], signal);
  }
  const tasksOf = processors.map((processor) => processor.tasksOf);
  const live = { folder, config, partitions, processors: tasksOf, signal, logger, observations };
  return runEmbedded(beside === undefined ? live : { ...live, beside });
}

/** Runs them side by side; where one ends, the others are told to. Throws what the first that failed threw. */
async function untilOneEnds(
  works: readonly ((signal: AbortSignal) => Promise<void>)[],
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const ended = works.map((work) => work(until).finally(() => over.abort()));
  const failed = (await Promise.allSettled(ended)).find((work) => work.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
