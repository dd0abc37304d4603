/**
 * The sockets of one client of kafkajs, which can all be ended for good.
 *
 * Told to disconnect while it connects, or asks again, kafkajs goes on with that and may have its connections later:
 * nobody closes those, they keep the process alive, and a producer would take an id that is another's by then.
 */
import type { Socket } from "node:net";
import type { ISocketFactory } from "kafkajs";
import { defaultSocketFactory } from "./kafkajs-internals.ts";

export interface OwnSockets {
  /** What kafkajs is to make its sockets with. */
  readonly factory: ISocketFactory;
  /** Ends those that are open, which fails what waits for an answer on them; none is opened any more. */
  end(): void;
}

/** None is open yet. */
export function ownSockets(): OwnSockets {
  const open = defaultSocketFactory();
  const sockets = new Set<Socket>();
  let isEnded = false;
  return {
    factory(of) {
      if (isEnded) throw new Error("the client has ended");
      const socket = open(of);
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      return socket;
    },
    end() {
      isEnded = true;
      // Without an error kafkajs would wait for answers all the same.
      for (const socket of sockets) socket.destroy(new Error("the client has ended"));
    },
  };
}
