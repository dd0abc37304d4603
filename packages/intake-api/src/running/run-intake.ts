/** Intake on whichever log the environment names: alone, or beside the processors of a process. */
import type { ConfigFile } from "@stagefold/config";
import type { Log } from "@stagefold/processing";
import { type Logger, messagingSystem, runEmbedded, type ServiceEnvironment, type Variables } from "@stagefold/service";
import type { Tracing } from "@stagefold/tracing";
import { type IntakeEnvironment, readIntakeEnvironment } from "../environment/intake-environment.ts";
import { readSecrets } from "../signature/secrets.ts";
import { intakeInThread } from "../thread/intake-in-thread.ts";
import { assertSourceTests } from "./assert-source-tests.ts";
import { type IntakeSettings, intakeOn } from "./intake-on.ts";
import { intakeOnKafka } from "./intake-on-kafka.ts";

/** What an intake of a process runs with. */
export interface IntakeRun {
  readonly environment: ServiceEnvironment;
  readonly file: ConfigFile;
  readonly api: IntakeEnvironment;
  /** By source. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly logger: Logger;
  /** Of intake alone in its thread; beside processors it has its own. Default null: nothing is traced. */
  readonly tracing?: Tracing | null;
}

/**
 * Reads settings and secrets, and runs the tests of the sources. Throws EnvironmentError with all that is wrong, and
 * ConfigError where a test fails.
 */
export async function readIntakeRun(
  variables: Variables,
  parts: Pick<IntakeRun, "environment" | "file" | "logger" | "tracing">,
): Promise<IntakeRun> {
  await assertSourceTests(parts.file, parts.environment.configFile);
  return { ...parts, api: readIntakeEnvironment(variables), secrets: readSecrets(parts.file.sources, variables) };
}

/** Runs intake alone until the signal is aborted. Throws what serveIntake, runEmbedded and openKafkaForEvents throw. */
export async function runIntake(run: IntakeRun, signal: AbortSignal): Promise<void> {
  const { environment, file, logger, tracing = null } = run;
  const { dataFolder: folder, partitions, kafka } = environment;
  const traced = tracing === null ? null : { tracing, system: messagingSystem(environment) };
  const settings = { ...settingsOf(run), logger, tracing: traced };
  warnOfTopics(run);
  if (kafka !== null) return intakeOnKafka(kafka, settings, signal);
  const beside = (log: Log, until: AbortSignal): Promise<void> => intakeOn(settings, log, until);
  await runEmbedded({ folder, config: file.config, partitions, processors: [], signal, logger, beside });
}

/**
 * Intake for `beside` of runProcessors, in a thread of its own: processors take long steps. On the folder's log, or
 * where that is null on connections of its own to Kafka. `service` and `logTo` are of the log of messages.
 */
export function intakeBeside(
  run: IntakeRun,
  said: { readonly service: string; readonly logTo: 1 | 2 },
): (log: Log | null, signal: AbortSignal) => Promise<void> {
  const { environment } = run;
  return (log, signal) => {
    warnOfTopics(run);
    return intakeInThread({ ...settingsOf(run), environment, ...said }, log, signal);
  };
}

function settingsOf({ environment, file, api, secrets }: IntakeRun): Omit<IntakeSettings, "logger" | "tracing"> {
  return { config: file.config, sources: file.sources, secrets, api, folder: environment.dataFolder };
}

function warnOfTopics({ environment, file, logger }: IntakeRun): void {
  if (environment.kafka !== null) return;
  for (const { name, topic } of file.sources.values()) {
    if (topic !== null) logger.warn({ source: name, topic }, "the topic of a source is followed on Kafka alone");
  }
}
