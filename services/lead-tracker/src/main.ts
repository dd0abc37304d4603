/** The lead-tracker as a service of its own: its tasks, live, on an embedded log. README.md says how to run it. */
import { loadConfig } from "@stagefold/config";
import { runEmbedded, runService, trackerTasks } from "@stagefold/service";

await runService("lead-tracker", async ({ environment, logger, signal }) => {
  const { configFile, dataFolder: folder, partitions } = environment;
  const config = loadConfig(configFile);
  await runEmbedded({ folder, config, partitions, processors: [trackerTasks], signal, logger });
});
