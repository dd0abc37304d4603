/** Intake on whichever log the environment names: alone, or beside the processors of a process. */
import { existsSync } from "node:fs";
import type { ConfigFile } from "@stagefold/config";
import { intakeFileIn } from "@stagefold/intake";
import type { Log } from "@stagefold/processing";
import {
  type Logger,
  openKafkaForEvents,
  runEmbedded,
  type ServiceEnvironment,
  type Variables,
} from "@stagefold/service";
import { type IntakeEnvironment, readIntakeEnvironment } from "../environment/intake-environment.ts";
import { readSecrets } from "../signature/secrets.ts";
import { followTopics } from "./follow-topics.ts";
import { type IntakeSettings, intakeOn } from "./intake-on.ts";
import { serveIntake } from "./serve-intake.ts";

/** What an intake of a process runs with. */
export interface IntakeRun {
  readonly environment: ServiceEnvironment;
  readonly file: ConfigFile;
  readonly api: IntakeEnvironment;
  /** By source. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly logger: Logger;
}

/** Reads settings and secrets. Throws EnvironmentError with all that is wrong. */
export function readIntakeRun(
  variables: Variables,
  parts: Pick<IntakeRun, "environment" | "file" | "logger">,
): IntakeRun {
  return { ...parts, api: readIntakeEnvironment(variables), secrets: readSecrets(parts.file.sources, variables) };
}

/** Runs intake alone until the signal is aborted. Throws what serveIntake, runEmbedded and openKafkaForEvents throw. */
export async function runIntake(run: IntakeRun, signal: AbortSignal): Promise<void> {
  const { environment, file, logger } = run;
  const beside = intakeBeside(run);
  if (environment.kafka !== null) return beside(null, signal);
  const { dataFolder: folder, partitions } = environment;
  await runEmbedded({ folder, config: file.config, partitions, processors: [], signal, logger, beside });
}

/** Intake for `beside` of runProcessors: on the folder's log, or where that is null on a connection of its own to Kafka. */
export function intakeBeside(run: IntakeRun): (log: Log | null, signal: AbortSignal) => Promise<void> {
  const { environment, file, api, secrets, logger } = run;
  const settings: IntakeSettings = { ...file, secrets, api, folder: environment.dataFolder, logger };
  return (log, signal) => (log === null ? onKafka(run, settings, signal) : onFolder(settings, log, signal));
}

function onFolder(settings: IntakeSettings, log: Log, signal: AbortSignal): Promise<void> {
  for (const { name, topic } of settings.sources.values()) {
    if (topic === null) continue;
    settings.logger.warn({ source: name, topic }, "the topic of a source is followed on Kafka alone");
  }
  return intakeOn(settings, log, signal);
}

async function onKafka({ environment }: IntakeRun, settings: IntakeSettings, signal: AbortSignal): Promise<void> {
  const { kafka, dataFolder: folder } = environment;
  if (kafka === null) return;
  const { logger } = settings;
  // What was read of the topics once is enough to judge by while they are away.
  const withoutBrokers = existsSync(intakeFileIn(folder));
  await serveIntake({
    ...settings,
    signal,
    async openLog(onTrouble) {
      onTrouble("brokers, topics and the schema registry are looked for");
      return openKafkaForEvents({ ...kafka, folder, signal, logger, withoutBrokers });
    },
    beside: (parts, until) => followTopics(kafka.connection, parts, logger, until),
  });
}
