/** The patch of kafkajs (patches/, docs/adr/0012): its connections, when they break and when many want one at once. */
import { once } from "node:events";
import { createRequire } from "node:module";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import kafkajs from "kafkajs";
import { expect, onTestFinished, test } from "vitest";
import type { ProtocolRequest } from "./kafkajs-internals.ts";

const require = createRequire(import.meta.url);

interface Connection {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  send<T>(request: ProtocolRequest<T>): Promise<T>;
}

interface Broker {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  isConnected(): boolean;
}

const ConnectionOf = require("kafkajs/src/network/connection.js") as new (options: object) => Connection;
const ConnectionPoolOf = require("kafkajs/src/network/connectionPool.js") as new (options: object) => object;
const BrokerOf = require("kafkajs/src/broker/index.js") as new (options: object) => Broker;
const socketFactory = require("kafkajs/src/network/socketFactory.js") as () => unknown;

/** A port that answers as it is told, and a connection to it. */
async function connectionTo(onSocket: (socket: Socket, nth: number) => void, requestTimeout: number) {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    onSocket(socket, sockets.length);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const logger = new kafkajs.Kafka({ brokers: ["none:1"], logLevel: kafkajs.logLevel.NOTHING }).logger();
  const place = { host: "127.0.0.1", port, socketFactory: socketFactory(), logger };
  const options = { ...place, connectionTimeout: 1_000, requestTimeout };
  return { sockets, options, connection: new ConnectionOf(options) };
}

/** Asks for nothing and gives what is answered as text. */
const question: ProtocolRequest<string> = {
  request: {
    apiKey: 0,
    apiVersion: 0,
    apiName: "Question",
    encode: async () => ({ buf: Buffer.alloc(0), buffer: Buffer.alloc(0) }),
  },
  response: { decode: async (payload) => payload.toString(), parse: async (text) => text },
};

/** The answer to the request with this number on the connection: size, number, text. */
function answer(correlation: number, text: string): Buffer {
  const bytes = Buffer.alloc(8 + text.length);
  bytes.writeInt32BE(4 + text.length);
  bytes.writeInt32BE(correlation, 4);
  bytes.write(text, 8);
  return bytes;
}

test("given a connection lost in the middle of an answer, when it is connected again, then the next answer is read whole", async () => {
  const { connection } = await connectionTo((socket, nth) => {
    socket.once("data", () => {
      if (nth === 1) socket.end(answer(0, "an answer of which half is sent").subarray(0, 20));
      else socket.write(answer(1, "whole"));
    });
  }, 5_000);
  await connection.connect();
  await expect(connection.send(question)).rejects.toThrow("Closed connection");

  await connection.connect();

  expect(await connection.send(question)).toBe("whole");
  await connection.disconnect();
});

test("given no connection, when many want it at once, then there is one, and it can be closed", async () => {
  const { connection, sockets } = await connectionTo((socket) => {
    socket.resume();
  }, 5_000);

  await Promise.all([connection.connect(), connection.connect(), connection.connect()]);
  await connection.disconnect();

  await Promise.all(sockets.map((socket) => once(socket, "close")));
  expect(sockets).toHaveLength(1);
});

test("given a broker that takes the connection and says nothing, when its answer is overdue, then it counts as not connected", async () => {
  const { options } = await connectionTo((socket) => socket.resume(), 200);
  const broker = new BrokerOf({ connectionPool: new ConnectionPoolOf(options), logger: options.logger });

  await expect(broker.connect()).rejects.toThrow("timed out");

  expect(broker.isConnected()).toBe(false);
  await broker.disconnect();
});
