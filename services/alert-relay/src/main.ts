#!/usr/bin/env node
/** The alert relay as a service of its own. README.md says how to run it. */
import { loadConfig } from "@stagefold/config";
import { describeAlertSettings, readAlertSettings, runProcessors, runService } from "@stagefold/service";

await runService("alert-relay", async ({ environment, logger, tracing, signal }) => {
  const alerts = readAlertSettings(process.env);
  logger.info(describeAlertSettings(alerts), "the alert relay's settings");
  await runProcessors([], { environment, config: loadConfig(environment.configFile), signal, logger, tracing, alerts });
});
