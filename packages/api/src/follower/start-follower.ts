/** The read model of this process: its thread, and the connection through which the server reads it. */
import { once } from "node:events";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { openReadModelReader } from "@stagefold/read-model";
import type { FollowerState, Following, ServedModel } from "../model.ts";
import { FollowerError } from "./errors.ts";
import { type FollowerMessage, type FollowerSettings, STOP } from "./follower-messages.ts";

export interface Follower extends Following {
  /** Rejects with FollowerError where the read model cannot go on; never resolves. */
  readonly failed: Promise<never>;
  /** Lets the thread finish its batch, and closes. */
  close(): Promise<void>;
}

/** Starts to follow. */
export function startFollower(settings: FollowerSettings): Follower {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => {});
  const thread = new Worker(new URL(`./follower-thread${extname(import.meta.filename)}`, import.meta.url), {
    workerData: settings,
  });
  const listeners = new Set<() => void>();
  let model: ServedModel | null = null;
  let state: FollowerState = { caughtUp: false, behind: null, trouble: null };
  let isClosed = false;

  thread.on("message", (message: FollowerMessage) => {
    if (isClosed) return;
    switch (message.kind) {
      case "opened":
        model = openModel(settings);
        return;
      case "written":
        for (const listener of listeners) listener();
        return;
      case "looked":
        state = { caughtUp: message.caughtUp, behind: message.behind, trouble: null };
        return;
      case "trouble":
        state = { ...state, trouble: message.trouble };
        return;
      case "failed":
        fail(message.message, message.code);
    }
  });
  thread.on("error", (error: Error) => fail(error.message, null));
  const exit = once(thread, "exit").then(() => fail("its thread has ended", null));

  function fail(said: string, code: string | null): void {
    if (isClosed) return;
    state = { ...state, caughtUp: false, trouble: said };
    reject(new FollowerError(said, code));
  }

  return {
    failed,
    model: () => model,
    state: () => state,
    onCommit(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      thread.postMessage(STOP);
      await exit;
      model?.close();
      model = null;
    },
  };
}

function openModel({ modelFile, config, clock }: FollowerSettings): ServedModel {
  return openReadModelReader(modelFile, { wallClock: Date.now, clock, latenessMs: config.clock.latenessMs });
}
