import { loadConfig } from "@stagefold/config";
import {
  createLogger,
  describeAlertSettings,
  describeEnvironment,
  LOG_LEVELS,
  listenForShutdown,
  PROCESSORS,
  type ProcessorName,
  readAlertSettings,
  readEnvironment,
  runProcessors,
  standardStream,
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
  alerts: "STAGEFOLD_ALERTS_FILE",
  logLevel: "LOG_LEVEL",
} as const;

/** Beside the processors, what tells of SLA breaches. */
const ALERT_RELAY = "alert-relay";

/** `stagefold run`: processors and the alert relay live, in this process, until SIGINT or SIGTERM. */
export function runCommand(): Command {
  return new Command("run")
    .summary("run processors and the alert relay live, on Kafka or on an embedded log")
    .description(
      "Runs one processor or more in this process: they go on from their last commits, follow the clock, and stop\n" +
        "on SIGINT or SIGTERM with everything committed. With brokers they run on Kafka and share the partitions with\n" +
        "all that run there; without, on the log in the data folder. What they do is logged on standard error, a JSON\n" +
        "object a line. An option goes before the environment variable in brackets.\n\n" +
        "alert-relay tells Alertmanager, webhooks and chats of SLA breaches, beside processors or alone.",
    )
    .addArgument(new Argument("<part...>", "which to run").choices([...Object.keys(PROCESSORS), ALERT_RELAY]))
    .option("-c, --config <file>", "the configuration (YAML) [STAGEFOLD_CONFIG]")
    .option("--data <folder>", "the folder of stores and embedded log; made where it is not there [STAGEFOLD_DATA_DIR]")
    .option("--brokers <host:port,...>", "run on Kafka [KAFKA_BROKERS]")
    .option("--registry <url>", "the schema registry, on Kafka [SCHEMA_REGISTRY_URL]")
    .option("--partitions <n>", "partitions of a new folder's log, 1 to 256, default 1 [STAGEFOLD_PARTITIONS]")
    .option("--http-port <port>", "serve health and metrics there, 0 for any free port [STAGEFOLD_HTTP_PORT]")
    .option("--alerts <file>", "whom alert-relay tells what (YAML): docs/alerting.md [STAGEFOLD_ALERTS_FILE]")
    .addOption(new Option("--log-level <level>", "how much to log, default info [LOG_LEVEL]").choices(LOG_LEVELS))
    .addHelpText("after", "\nAll variables, TLS and SASL among them: docs/operations.md")
    .action(
      async (parts: (ProcessorName | typeof ALERT_RELAY)[], flags: Readonly<Record<string, string | undefined>>) => {
        const variables = withFlags(process.env, VARIABLES, flags);
        const environment = readEnvironment(variables);
        const config = loadConfig(environment.configFile);
        const processors = parts.filter((part) => part !== ALERT_RELAY);
        const alerts = parts.includes(ALERT_RELAY) ? { alerts: readAlertSettings(variables) } : {};
        const logger = createLogger({ service: "stagefold", level: environment.logLevel, out: standardStream(2) });
        const { signal, release } = listenForShutdown(logger);
        try {
          const told = alerts.alerts === undefined ? {} : describeAlertSettings(alerts.alerts);
          const settings = { ...describeEnvironment(environment), ...told };
          logger.info({ pid: process.pid, processors, ...settings }, "starting");
          await runProcessors(processors, { environment, config, signal, logger, ...alerts });
        } finally {
          release();
        }
      },
    );
}
