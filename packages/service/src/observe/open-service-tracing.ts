import { openTracing, type Tracing } from "@stagefold/tracing";
import { readTracingSettings } from "../environment/tracing-environment.ts";
import type { Variables } from "../environment/variable-reader.ts";
import type { Logger } from "../logger.ts";
import { VERSION } from "../version.ts";

/**
 * Traces of the program called `service`, where the environment says where they go; null: nothing is traced. A collector
 * that is away is said once, until it is back. To be closed at the end. Throws EnvironmentError.
 */
export function openServiceTracing(variables: Variables, service: string, logger: Logger): Tracing | null {
  const settings = readTracingSettings(variables);
  if (settings === null) return null;
  const { sampling } = settings;
  logger.info({ sampling }, "traces are recorded");
  return openTracing({
    ...settings,
    service,
    version: VERSION,
    events: {
      onTrouble: (err) => logger.warn({ err }, "the collector does not take spans: they are dropped until it does"),
      onWell: () => logger.info("the collector takes spans again"),
    },
  });
}
