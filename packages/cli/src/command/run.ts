import { loadConfigFile } from "@stagefold/config";
import {
  describeIntakeEnvironment,
  type IntakeRun,
  intakeBeside,
  readIntakeRun,
  runIntake,
} from "@stagefold/intake-api";
import {
  createLogger,
  describeAlertSettings,
  describeEnvironment,
  LOG_LEVELS,
  listenForShutdown,
  openServiceTracing,
  PROCESSORS,
  type ProcessorName,
  type RunProcessorsOptions,
  readAlertSettings,
  readEnvironment,
  runProcessors,
  standardStream,
  untilOneEnds,
} from "@stagefold/service";
import { Argument, Command, Option } from "commander";
import { withFlags } from "./with-flags.ts";

/** By flag, the variable that it stands for. */
const VARIABLES = {
  config: "STAGEFOLD_CONFIG",
  data: "STAGEFOLD_DATA_DIR",
  brokers: "KAFKA_BROKERS",
  registry: "SCHEMA_REGISTRY_URL",
  partitions: "STAGEFOLD_PARTITIONS",
  httpPort: "STAGEFOLD_HTTP_PORT",
  intakeHost: "STAGEFOLD_INTAKE_HOST",
  intakePort: "STAGEFOLD_INTAKE_PORT",
  intakeTokens: "STAGEFOLD_INTAKE_TOKENS_FILE",
  alerts: "STAGEFOLD_ALERTS_FILE",
  logLevel: "LOG_LEVEL",
} as const;

/** Beside the processors, what brings events in. */
const INTAKE = "intake";
/** What tells of SLA breaches. */
const ALERT_RELAY = "alert-relay";

type Part = ProcessorName | typeof INTAKE | typeof ALERT_RELAY;

/** `stagefold run`: processors, intake and the alert relay live, in this process, until SIGINT or SIGTERM. */
export function runCommand(): Command {
  return new Command("run")
    .summary("run processors, intake and the alert relay live, on Kafka or on an embedded log")
    .description(
      "Runs one processor or more in this process: they go on from their last commits, follow the clock, and stop\n" +
        "on SIGINT or SIGTERM with everything committed. With brokers they run on Kafka and share the partitions with\n" +
        "all that run there; without, on the log in the data folder. What they do is logged on standard error, a JSON\n" +
        "object a line. An option goes before the environment variable in brackets.\n\n" +
        "intake takes events in over HTTP, beside processors or alone. On the embedded log it must be in the process\n" +
        "that runs them, since one process writes the log.\n\n" +
        "alert-relay tells Alertmanager, webhooks and chats of SLA breaches, beside the others or alone.",
    )
    .addArgument(new Argument("<part...>", "which to run").choices([...Object.keys(PROCESSORS), INTAKE, ALERT_RELAY]))
    .option("-c, --config <file>", "the configuration (YAML) [STAGEFOLD_CONFIG]")
    .option("--data <folder>", "the folder of stores and embedded log; made where it is not there [STAGEFOLD_DATA_DIR]")
    .option("--brokers <host:port,...>", "run on Kafka [KAFKA_BROKERS]")
    .option("--registry <url>", "the schema registry, on Kafka [SCHEMA_REGISTRY_URL]")
    .option("--partitions <n>", "partitions of a new folder's log, 1 to 256, default 1 [STAGEFOLD_PARTITIONS]")
    .option("--http-port <port>", "serve health and metrics there, 0 for any free port [STAGEFOLD_HTTP_PORT]")
    .option("--intake-host <address>", "where intake listens, default 127.0.0.1 [STAGEFOLD_INTAKE_HOST]")
    .option("--intake-port <port>", "default 8081; 0 is any that is free [STAGEFOLD_INTAKE_PORT]")
    .option("--intake-tokens <file>", "who may send (YAML): see stagefold tokens new [STAGEFOLD_INTAKE_TOKENS_FILE]")
    .option("--alerts <file>", "whom alert-relay tells what (YAML): docs/alerting.md [STAGEFOLD_ALERTS_FILE]")
    .addOption(new Option("--log-level <level>", "how much to log, default info [LOG_LEVEL]").choices(LOG_LEVELS))
    .addHelpText("after", "\nAll variables, TLS and SASL among them: docs/operations.md")
    .action(async (parts: readonly Part[], flags: Readonly<Record<string, string | undefined>>) => {
      const variables = withFlags(process.env, VARIABLES, flags);
      const environment = readEnvironment(variables);
      const file = loadConfigFile(environment.configFile);
      const processors = parts.filter((part) => part !== INTAKE && part !== ALERT_RELAY);
      const alerts = parts.includes(ALERT_RELAY) ? readAlertSettings(variables) : null;
      const logger = createLogger({ service: "stagefold", level: environment.logLevel, out: standardStream(2) });
      const tracing = openServiceTracing(variables, "stagefold", logger);
      const { signal, release } = listenForShutdown(logger);
      try {
        const run = { environment, file, logger, tracing };
        const intake = parts.includes(INTAKE) ? await readIntakeRun(variables, run) : null;
        const settings = {
          ...describeEnvironment(environment),
          ...describeIntakeRun(intake),
          ...describeAlerts(alerts),
        };
        logger.info({ pid: process.pid, processors, ...settings }, "starting");
        const options = { environment, config: file.config, signal, logger, tracing };
        await runParts(processors, intake, alerts === null ? options : { ...options, alerts });
      } finally {
        await tracing?.close();
        release();
      }
    });
}

/** What is to run; null: no intake. */
function runParts(
  processors: readonly ProcessorName[],
  intake: IntakeRun | null,
  options: RunProcessorsOptions,
): Promise<void> {
  if (intake === null) return runProcessors(processors, options);
  if (processors.length === 0 && options.alerts === undefined) return runIntake(intake, options.signal);
  if (processors.length === 0) {
    const relay = (signal: AbortSignal): Promise<void> => runProcessors([], { ...options, signal });
    return untilOneEnds([(signal) => runIntake(intake, signal), relay], options.signal);
  }
  return runProcessors(processors, { ...options, beside: intakeBeside(intake, { service: "stagefold", logTo: 2 }) });
}

function describeAlerts(alerts: Parameters<typeof describeAlertSettings>[0] | null): object {
  return alerts === null ? {} : describeAlertSettings(alerts);
}

function describeIntakeRun(intake: IntakeRun | null): object {
  return intake === null ? {} : { intake: describeIntakeEnvironment(intake.api) };
}
