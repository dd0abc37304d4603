#!/usr/bin/env node
/** Intake as a service of its own. README.md says how to run it. */
import { loadConfigFile } from "@stagefold/config";
import { describeIntakeEnvironment, readIntakeRun, runIntake } from "@stagefold/intake-api";
import { runService } from "@stagefold/service";

await runService("intake", async ({ environment, logger, tracing, signal }) => {
  const file = loadConfigFile(environment.configFile);
  const run = await readIntakeRun(process.env, { environment, file, logger, tracing });
  logger.info(describeIntakeEnvironment(run.api), "intake's settings");
  await runIntake(run, signal);
});
