import type { MessagePort } from "node:worker_threads";
import type { Log } from "@stagefold/processing";
import { OtherThreadError } from "./call-failure.ts";
import type { LogAnswer, LogCall, OpenedSession } from "./log-calls.ts";

/** A call without its number. */
type Asked = LogCall extends infer C ? (C extends LogCall ? Omit<C, "id"> : never) : never;

/** A log that is read here and written by the thread at the other end of the port. */
export function remoteLog(
  port: MessagePort,
  reader: Pick<Log, "partitionCount" | "firstOffset" | "endOffset" | "read">,
): Log {
  const waiting = new Map<number, PromiseWithResolvers<OpenedSession | undefined>>();
  let lastId = 0;
  port.on("message", (answer: LogAnswer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.ok) asked?.resolve(answer.opened);
    else asked?.reject(new OtherThreadError(answer.error));
  });

  function call(asked: Asked): Promise<OpenedSession | undefined> {
    const id = ++lastId;
    const answer = Promise.withResolvers<OpenedSession | undefined>();
    waiting.set(id, answer);
    port.postMessage({ id, ...asked });
    return answer.promise;
  }

  return {
    partitionCount: (topic) => reader.partitionCount(topic),
    firstOffset: (topic, partition) => reader.firstOffset(topic, partition),
    endOffset: (topic, partition) => reader.endOffset(topic, partition),
    read: (topic, partition, offset, limit) => reader.read(topic, partition, offset, limit),
    async append(records) {
      await call({ call: "append", records });
    },
    async openTask(task) {
      const opened = await call({ call: "openTask", task });
      if (opened === undefined) throw new RangeError("a task was opened without a session");
      const { session } = opened;
      let { lastMark } = opened;
      return {
        get lastMark() {
          return lastMark;
        },
        async commit(outputs, mark) {
          await call({ call: "commit", session, outputs: [...outputs], mark });
          lastMark = mark;
        },
        async close() {
          await call({ call: "close", session });
        },
      };
    },
  };
}
