import type { MessagePort } from "node:worker_threads";
import type { Log, TaskSession } from "@stagefold/processing";
import { failureOf } from "./call-failure.ts";
import type { LogAnswer, LogCall } from "./log-calls.ts";

/** Does on `log` what calls through the port ask for, each as it comes, until the port is closed. */
export function answerLogCalls(port: MessagePort, log: Log): void {
  const sessions = new Map<number, TaskSession>();
  let lastSession = 0;

  async function answered(call: LogCall): Promise<LogAnswer> {
    const { id } = call;
    switch (call.call) {
      case "append":
        await log.append(call.records);
        return { id, ok: true };
      case "openTask": {
        const opened = await log.openTask(call.task);
        sessions.set(++lastSession, opened);
        return { id, ok: true, opened: { session: lastSession, lastMark: opened.lastMark } };
      }
      case "commit": {
        const session = sessions.get(call.session);
        // To say that it was written would lose it.
        if (session === undefined) throw new RangeError(`a commit to session ${call.session}, which is closed`);
        await session.commit(call.outputs, call.mark);
        return { id, ok: true };
      }
      case "close":
        await sessions.get(call.session)?.close();
        sessions.delete(call.session);
        return { id, ok: true };
    }
  }

  async function answer(call: LogCall): Promise<void> {
    const said = await answered(call).catch((error: unknown): LogAnswer => {
      return { id: call.id, ok: false, error: failureOf(error) };
    });
    port.postMessage(said);
  }

  port.on("message", (call: LogCall) => void answer(call));
}
