#!/usr/bin/env node
/** The funnel-metrics as a service of its own. README.md says how to run it. */
import { loadConfig } from "@stagefold/config";
import { runProcessors, runService } from "@stagefold/service";

await runService("funnel-metrics", async (context) => {
  await runProcessors(["funnel-metrics"], { ...context, config: loadConfig(context.environment.configFile) });
});
