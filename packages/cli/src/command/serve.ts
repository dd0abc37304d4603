import { describeApiEnvironment, logSourceOf, readApiEnvironment, serve } from "@stagefold/api";
import { loadConfig } from "@stagefold/config";
import { dashboardFolder } from "@stagefold/dashboard";
import {
  createLogger,
  describeEnvironment,
  LOG_LEVELS,
  listenForShutdown,
  openServiceTracing,
  readEnvironment,
  standardStream,
} from "@stagefold/service";
import { Command, Option } from "commander";
import { withFlags } from "./with-flags.ts";

/** By flag, the variable that it stands for. */
const VARIABLES = {
  config: "STAGEFOLD_CONFIG",
  data: "STAGEFOLD_DATA_DIR",
  brokers: "KAFKA_BROKERS",
  registry: "SCHEMA_REGISTRY_URL",
  host: "STAGEFOLD_API_HOST",
  port: "STAGEFOLD_API_PORT",
  tokens: "STAGEFOLD_API_TOKENS_FILE",
  model: "STAGEFOLD_API_MODEL_FILE",
  logLevel: "LOG_LEVEL",
} as const;

/** `stagefold serve`: the reports over HTTP, until SIGINT or SIGTERM. */
export function serveCommand(): Command {
  return new Command("serve")
    .summary("serve the reports over HTTP, live")
    .description(
      "Reads what the processors publish, on Kafka or on the log in the data folder (which another process may be\n" +
        "writing), into a read model of its own, and serves reports as JSON and CSV, live events and the dashboard.\n" +
        "Without tokens it listens on this machine alone. Any number may run, each complete. What it does is logged on\n" +
        "standard error, a JSON object a line. An option goes before the environment variable in brackets.",
    )
    .option("-c, --config <file>", "the configuration (YAML) [STAGEFOLD_CONFIG]")
    .option("--data <folder>", "the folder of the embedded log, and of the read model [STAGEFOLD_DATA_DIR]")
    .option("--brokers <host:port,...>", "read from Kafka [KAFKA_BROKERS]")
    .option("--registry <url>", "the schema registry, on Kafka [SCHEMA_REGISTRY_URL]")
    .option("--host <address>", "where to listen, default 127.0.0.1 [STAGEFOLD_API_HOST]")
    .option("--port <n>", "default 8080; 0 is any that is free [STAGEFOLD_API_PORT]")
    .option("--tokens <file>", "who may ask (YAML): see stagefold tokens new [STAGEFOLD_API_TOKENS_FILE]")
    .option("--model <file>", "the read model, default read-model.db in the data folder [STAGEFOLD_API_MODEL_FILE]")
    .addOption(new Option("--log-level <level>", "how much to log, default info [LOG_LEVEL]").choices(LOG_LEVELS))
    .addHelpText("after", "\nAddresses, access, events and errors: docs/api.md\nAll variables: docs/operations.md")
    .action(async (flags: Readonly<Record<string, string | undefined>>) => {
      const variables = withFlags(process.env, VARIABLES, flags);
      const environment = readEnvironment(variables);
      const api = readApiEnvironment(variables);
      const config = loadConfig(environment.configFile);
      const { logLevel, dataFolder: folder } = environment;
      const logger = createLogger({ service: "stagefold", level: logLevel, out: standardStream(2) });
      const tracing = openServiceTracing(variables, "stagefold", logger);
      const { signal, release } = listenForShutdown(logger);
      try {
        const settings = { ...describeEnvironment(environment), ...describeApiEnvironment(api) };
        logger.info({ pid: process.pid, ...settings }, "starting");
        const source = logSourceOf(environment);
        const dashboard = { folder: await dashboardFolder() };
        const log = { logger, logLevel, logTo: 2, tracing } as const;
        await serve({ service: "stagefold", config, source, api, folder, dashboard, ...log, signal });
      } finally {
        await tracing?.close();
        release();
      }
    });
}
