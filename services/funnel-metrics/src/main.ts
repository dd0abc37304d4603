/** The funnel-metrics as a service of its own: its tasks, live, on an embedded log. README.md says how to run it. */
import { loadConfig } from "@stagefold/config";
import { metricsTasks, runEmbedded, runService } from "@stagefold/service";

await runService("funnel-metrics", async ({ environment, logger, signal }) => {
  const { configFile, dataFolder: folder, partitions } = environment;
  const config = loadConfig(configFile);
  await runEmbedded({ folder, config, partitions, processors: [metricsTasks], signal, logger });
});
