/**
 * The thread of intake beside processors: so that whoever sends events does not wait for a step of theirs. It ends when
 * it is told to stop, and when it cannot go on; what was accepted stands either way.
 */
import { parentPort, workerData } from "node:worker_threads";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import { createLogger, logFileOf, messagingSystem, openServiceTracing, standardStream } from "@stagefold/service";
import { type IntakeSettings, intakeOn } from "../running/intake-on.ts";
import { intakeOnKafka } from "../running/intake-on-kafka.ts";
import { failureOf } from "./call-failure.ts";
import { remoteLog } from "./remote-log.ts";
import { STOP, type ThreadMessage, type ThreadSettings } from "./thread-messages.ts";

const { environment, service, logTo, port, ...given } = workerData as ThreadSettings;
const logger = createLogger({ service, level: environment.logLevel, out: standardStream(logTo) });
const stopping = new AbortController();
parentPort?.on("message", (message) => {
  if (message === STOP) stopping.abort();
});

try {
  await run();
} catch (error) {
  const message: ThreadMessage = { kind: "failed", failure: failureOf(error) };
  parentPort?.postMessage(message);
} finally {
  port?.close();
  parentPort?.close();
}

async function run(): Promise<void> {
  const tracing = openServiceTracing(process.env, service, logger);
  const traced = tracing === null ? null : { tracing, system: messagingSystem(environment) };
  try {
    await serve({ ...given, logger, tracing: traced });
  } finally {
    await tracing?.close();
  }
}

async function serve(settings: IntakeSettings): Promise<void> {
  const { signal } = stopping;
  if (environment.kafka !== null) return intakeOnKafka(environment.kafka, settings, signal);
  if (port === null) throw new RangeError("intake on the embedded log needs a way to its writer");
  const reader = openEmbeddedLogReader(logFileOf(environment.dataFolder));
  try {
    await intakeOn(settings, remoteLog(port, reader), signal);
  } finally {
    await reader.close();
  }
}
