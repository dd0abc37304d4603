import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { logContract } from "@stagefold/testkit";
import { openEmbeddedLog } from "./embedded-log.ts";

logContract("the embedded log", async (wallClock) => {
  const directory = mkdtempSync(join(tmpdir(), "embedded-log-"));
  const path = join(directory, "log");
  let log = openEmbeddedLog(path, { wallClock });
  return {
    get log() {
      return log;
    },
    createTopic: (spec) => log.createTopic(spec),
    async reopen() {
      await log.close();
      log = openEmbeddedLog(path, { wallClock });
      return log;
    },
    compact: (topic) => log.compact(topic),
    deleteRecordsBefore: (topic, partition, offset) => log.deleteRecordsBefore(topic, partition, offset),
    isStampedByClock: true,
    async close() {
      await log.close();
      rmSync(directory, { recursive: true });
    },
  };
});
