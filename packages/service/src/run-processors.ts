/** Processors live on whichever log the environment names, and the alert relay beside them or alone. */
import type { AlertSettings } from "@stagefold/alerts";
import type { StagefoldConfig } from "@stagefold/domain";
import type { Log } from "@stagefold/processing";
import type { Tracing } from "@stagefold/tracing";
import { runAlertRelay } from "./alerts/run-alert-relay.ts";
import { runEmbedded } from "./embedded/run-embedded.ts";
import type { ServiceEnvironment } from "./environment/environment.ts";
import { startHttpServer } from "./http/http-server.ts";
import { runKafka } from "./kafka/run-kafka.ts";
import type { Logger } from "./logger.ts";
import { messagingSystem } from "./observe/messaging-system.ts";
import { Observations } from "./observe/observations.ts";
import { MACHINE_CLOCKS } from "./observe/task-observation.ts";
import { PROCESSORS, type ProcessorName } from "./processors.ts";
import { untilOneEnds } from "./until-one-ends.ts";

export interface RunProcessorsOptions {
  readonly environment: ServiceEnvironment;
  readonly config: StagefoldConfig;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Of the processors and the relay; null, or not given: they are not traced. */
  readonly tracing?: Tracing | null;
  /**
   * What goes on beside them in this process, until its signal is aborted: what it throws ends the processors, and the
   * other way round. `log` is that of the folder, which this process alone may write to; null: the log is Kafka's.
   */
  readonly beside?: (log: Log | null, signal: AbortSignal) => Promise<void>;
  /** What the alert relay runs with in this process; where it fails for good, the processors end, and the other way round. */
  readonly alerts?: AlertSettings;
}

/**
 * Runs them, or the relay alone where no processor is named, with health and metrics where the environment wants them,
 * until the signal is aborted, then commits and closes everything. Throws HttpAddressError, and as runKafka, runEmbedded
 * and runAlertRelay do.
 */
export async function runProcessors(names: readonly ProcessorName[], options: RunProcessorsOptions): Promise<void> {
  const { environment, signal, logger, alerts, tracing = null } = options;
  const system = messagingSystem(environment);
  const observations = new Observations(MACHINE_CLOCKS, tracing === null ? null : { tracing, system });
  observations.trouble("start", "nothing runs yet");
  const server =
    environment.http === null ? null : await startHttpServer(environment.http, observations, signal, tracing);
  try {
    if (server !== null) logger.info(server.address, "health and metrics are served");
    const works: ((until: AbortSignal) => Promise<void>)[] = [];
    if (names.length > 0) works.push((until) => run(names, { ...options, signal: until }, observations));
    else observations.well("start");
    if (alerts !== undefined) {
      const registry = server?.metrics ?? null;
      const relay = { settings: alerts, environment, logger, observations, registry, tracing };
      works.push((until) => runAlertRelay({ ...relay, signal: until }));
    }
    await untilOneEnds(works, signal);
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
