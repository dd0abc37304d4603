#!/usr/bin/env node
/** The query API as a service of its own. README.md says how to run it. */
import { describeApiEnvironment, logSourceOf, readApiEnvironment, serve } from "@stagefold/api";
import { loadConfig } from "@stagefold/config";
import { dashboardFolder } from "@stagefold/dashboard";
import { runService } from "@stagefold/service";

await runService("query-api", async ({ environment, logger, tracing, signal }) => {
  const api = readApiEnvironment(process.env);
  logger.info(describeApiEnvironment(api), "the API's settings");
  await serve({
    service: "query-api",
    config: loadConfig(environment.configFile),
    source: logSourceOf(environment),
    api,
    folder: environment.dataFolder,
    dashboard: { folder: await dashboardFolder() },
    logger,
    logLevel: environment.logLevel,
    logTo: 1,
    tracing,
    signal,
  });
});
