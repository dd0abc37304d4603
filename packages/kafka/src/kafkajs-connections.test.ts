/** The patch of kafkajs (patches/, docs/adr/0012): no connection is opened that nobody closes, or a process would not end. */
import { once } from "node:events";
import { createRequire } from "node:module";
import { type AddressInfo, createServer, type Socket } from "node:net";
import kafkajs from "kafkajs";
import { expect, onTestFinished, test } from "vitest";

const require = createRequire(import.meta.url);
const ConnectionPool = require("kafkajs/src/network/connectionPool.js") as new (options: {
  readonly host: string;
  readonly port: number;
  readonly logger: unknown;
  readonly socketFactory: unknown;
  readonly connectionTimeout: number;
}) => {
  getConnection(index: number): Promise<unknown>;
  destroy(): Promise<void>;
};
const socketFactory = require("kafkajs/src/network/socketFactory.js") as () => (options: object) => Socket;

test("given requests that come together before there is a connection, then they share one", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = new kafkajs.Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: kafkajs.logLevel.NOTHING });
  const open = socketFactory();
  const opened: Socket[] = [];
  onTestFinished(() => {
    for (const socket of opened) socket.destroy();
  });
  const pool = new ConnectionPool({
    host: "127.0.0.1",
    port,
    logger: client.logger(),
    connectionTimeout: 5_000,
    socketFactory(options: object) {
      const socket = open(options);
      opened.push(socket);
      return socket;
    },
  });

  const [first, second] = await Promise.all([pool.getConnection(1), pool.getConnection(1)]);
  await pool.destroy();

  expect(first).toBe(second);
  expect(opened).toHaveLength(1);
});
