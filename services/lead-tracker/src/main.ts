#!/usr/bin/env node
/** The lead-tracker as a service of its own. README.md says how to run it. */
import { loadConfig } from "@stagefold/config";
import { runProcessors, runService } from "@stagefold/service";

await runService("lead-tracker", async (context) => {
  await runProcessors(["lead-tracker"], { ...context, config: loadConfig(context.environment.configFile) });
});
