/**
 * The thread that fills the read model: so that requests never wait for it. It ends when it is told to stop, and when
 * it cannot go on; what it has written stands either way, and it goes on from there.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { fingerprintOf } from "@stagefold/config";
import { ProcessingError } from "@stagefold/processing";
import { followTopics, openReadModelWriter } from "@stagefold/read-model";
import { createLogger, openLogForReading, pause, standardStream } from "@stagefold/service";
import { type FollowerMessage, type FollowerSettings, STOP } from "./follower-messages.ts";

const settings = workerData as FollowerSettings;
const { source, modelFile, config, clock, service } = settings;
const logger = createLogger({ service, level: settings.logLevel, out: standardStream(settings.logTo) });
const stopping = new AbortController();
const { signal } = stopping;
parentPort?.on("message", (message) => {
  if (message === STOP) stopping.abort();
});

try {
  await follow();
} catch (error) {
  const code = error instanceof ProcessingError ? error.code : null;
  if (code === null) logger.error({ err: error }, "the read model cannot go on");
  tell({ kind: "failed", code, message: error instanceof Error ? error.message : String(error) });
} finally {
  parentPort?.close();
}

async function follow(): Promise<void> {
  mkdirSync(dirname(modelFile), { recursive: true });
  const writer = openReadModelWriter(modelFile, { configuration: fingerprintOf(config), wallClock: Date.now });
  try {
    tell({ kind: "opened" });
    const onTrouble = (trouble: string | null): void => tell({ kind: "trouble", trouble });
    const opened = await openLogForReading(source, { signal, logger, onTrouble, service: "query-api" });
    if (opened === null) return;
    const { log, codec, close } = opened;
    try {
      await followTopics({
        log,
        codec,
        config,
        writer,
        signal,
        wallClock: Date.now,
        clock,
        pause,
        events: {
          onWritten: () => tell({ kind: "written" }),
          onLooked: (behind, caughtUp) => tell({ kind: "looked", behind, caughtUp }),
          onCaughtUp: () => logger.info("the read model has caught up"),
          onMadeAnew: (why) => logger.info({ why }, "the read model is made from the beginning"),
          onTrouble(error) {
            logger.warn({ err: error }, "the read model waits for the log");
            tell({ kind: "trouble", trouble: error.message });
          },
          onUncleaned: (error) =>
            logger.warn({ err: error }, "traces of erased leads could not be taken out of the read model's file"),
          onUnreadable: (topic, offset, detail) => logger.warn({ topic, offset, detail }, "a record cannot be read"),
        },
      });
    } finally {
      await close();
    }
  } finally {
    writer.close();
  }
}

function tell(message: FollowerMessage): void {
  parentPort?.postMessage(message);
}
