import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { kafkaConnection } from "./kafka-connection.ts";

/** A broker that takes connections and never answers; its clients, and the next one to come. */
async function silentBroker() {
  const clients: Socket[] = [];
  const server = createServer((client) => {
    clients.push(client.resume());
    client.on("error", () => {});
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return { server, clients, brokers: [`127.0.0.1:${(server.address() as AddressInfo).port}`] };
}

const opened = {
  cluster: (brokers: readonly string[]) => kafkaConnection({ brokers, clientId: "test" }).cluster(),
  producer: (brokers: readonly string[]) => kafkaConnection({ brokers, clientId: "test" }).producer({}),
};

test.each(["cluster", "producer"] as const)(
  "given a %s that waits for a broker that hangs, when it is disconnected, then it opens nothing any more and gives up",
  async (kind) => {
    const { server, clients, brokers } = await silentBroker();
    const client = opened[kind](brokers);
    const connecting = expect(client.connect()).rejects.toThrow("the client has ended");
    await once(server, "connection");

    await client.disconnect();

    await connecting;
    expect(clients).toHaveLength(1);
    expect(clients.every(({ destroyed, readableEnded }) => destroyed || readableEnded)).toBe(true);
  },
  20_000,
);
