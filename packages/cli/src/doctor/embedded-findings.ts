/** The embedded log of a data folder, also beside the process that writes it. */
import { existsSync } from "node:fs";
import type { StagefoldConfig } from "@stagefold/domain";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import { LEAD_EVENTS } from "@stagefold/processors";
import { findDataFolder, logFileOf, under } from "@stagefold/service";
import { type Finding, looked, ok, wrong } from "./finding.ts";
import { allTasks, positionFindings } from "./position-findings.ts";

/** Of the folder, under the configuration where there is one to be had. */
export async function embeddedFindings(folder: string, config: StagefoldConfig | null): Promise<readonly Finding[]> {
  const file = logFileOf(folder);
  if (!existsSync(file)) return looked("log", () => [withoutLog(folder, file)]);
  const kept = await looked("configuration", () => {
    const data = findDataFolder(folder);
    if (data !== null && config !== null) under(data, config);
    return [];
  });
  const log = await looked("log", async () => {
    const reader = openEmbeddedLogReader(file);
    try {
      const partitions = (await reader.topics()).find(({ name }) => name === LEAD_EVENTS)?.partitions ?? 0;
      const tasks = allTasks(partitions);
      const marks = [];
      for (const task of tasks) marks.push(await reader.lastMark(task));
      return [ok("log", `${file}, ${partitions} partitions`), ...(await positionFindings(reader, tasks, marks))];
    } finally {
      await reader.close();
    }
  });
  return [...kept, ...log];
}

/** What a folder says of itself when it was computed stands in another file. */
function withoutLog(folder: string, file: string): Finding {
  if (findDataFolder(folder) === null) return ok("log", "none yet: whoever starts makes it");
  const remedy = "bring it back from a backup; or replay the events into a new folder";
  return wrong("log", `${file} is gone, of which the folder was computed`, remedy);
}
