import { loadConfig } from "@stagefold/config";
import {
  createLogger,
  KAFKA_FUNNEL_METRICS,
  KAFKA_LEAD_TRACKER,
  listenForShutdown,
  runKafka,
} from "@stagefold/service";

const env = process.env as Record<"KAFKA_BROKERS" | "STAGEFOLD_CONFIG" | "STAGEFOLD_DATA_DIR", string>;
const logger = createLogger({ service: "stagefold", level: "info" });
const { signal, release } = listenForShutdown(logger);
const names = new Set(process.argv.slice(2));
const processors = [
  ...(names.has("lead-tracker") ? [KAFKA_LEAD_TRACKER] : []),
  ...(names.has("funnel-metrics") ? [KAFKA_FUNNEL_METRICS] : []),
];
await runKafka({
  connection: { brokers: env.KAFKA_BROKERS.split(","), clientId: "stagefold" },
  folder: env.STAGEFOLD_DATA_DIR,
  config: loadConfig(env.STAGEFOLD_CONFIG),
  processors,
  signal,
  logger,
});
release();
