import { once } from "node:events";
import { extname } from "node:path";
import { MessageChannel, Worker } from "node:worker_threads";
import type { Log } from "@stagefold/processing";
import { aborted } from "@stagefold/service";
import { answerLogCalls } from "./answer-log-calls.ts";
import { OtherThreadError } from "./call-failure.ts";
import { STOP, type ThreadMessage, type ThreadSettings } from "./thread-messages.ts";

/**
 * Runs intake in a thread of its own until the signal is aborted; `log` is the embedded one, which this thread goes on
 * writing for it; null: the thread has its own connection to Kafka. Throws OtherThreadError with what stopped it.
 */
export async function intakeInThread(
  settings: Omit<ThreadSettings, "port">,
  log: Log | null,
  signal: AbortSignal,
): Promise<void> {
  const calls = new MessageChannel();
  if (log !== null) answerLogCalls(calls.port1, log);
  const port = log === null ? null : calls.port2;
  const thread = new Worker(new URL(`./intake-thread${extname(import.meta.filename)}`, import.meta.url), {
    workerData: { ...settings, port } satisfies ThreadSettings,
    transferList: port === null ? [] : [port],
  });
  const failing = Promise.withResolvers<never>();
  failing.promise.catch(() => {});
  thread.on("message", ({ failure }: ThreadMessage) => failing.reject(new OtherThreadError(failure)));
  thread.on("error", (error: Error) =>
    failing.reject(
      new OtherThreadError({ message: `intake cannot go on: ${error.message}`, code: null, disposition: "halt" }),
    ),
  );
  const ended = once(thread, "exit").catch(() => {});
  try {
    await Promise.race([aborted(signal), ended, failing.promise]);
  } finally {
    thread.postMessage(STOP);
    await ended;
    calls.port1.close();
    if (port === null) calls.port2.close();
  }
  // Told before the thread ended.
  await Promise.race([failing.promise, Promise.resolve()]);
}
