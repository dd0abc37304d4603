/** A worker of Kafka Connect with the settings and the connectors of infra/warehouse/connect. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../kafka/broker/free-port.ts";
import { startJvmServer } from "../../kafka/neighbours/jvm-server.ts";
import type { Server } from "../../kafka/neighbours/server.ts";
import { connectJars } from "./connect-jars.ts";

const SHIPPED = join(import.meta.dirname, "../../../infra/warehouse/connect");

const LOGGING = `rootLogger.level=warn
rootLogger.appenderRef.out.ref=out
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d %p %c{1} %m%n%throwable
`;

export interface ConnectWorker extends Server {
  /** Makes the connector of the topic, as its file says. Throws where the worker refuses it. */
  addConnector(topic: string): Promise<void>;
  /** The states of the connector's tasks. */
  taskStates(topic: string): Promise<readonly string[]>;
}

export interface ConnectWorkerOptions {
  readonly brokers: string;
  /** Of the registry's own API. */
  readonly registry: string;
}

/**
 * Starts a worker and waits until it answers. What its connectors ask of the environment it has from this process.
 * Throws, in a line, what is missing on this machine.
 */
export async function startConnectWorker({ brokers, registry }: ConnectWorkerOptions): Promise<ConnectWorker> {
  const { worker, plugins } = await connectJars();
  const folder = mkdtempSync(join(tmpdir(), "stagefold-connect-"));
  const address = `http://127.0.0.1:${await freePort()}`;
  const own = {
    "bootstrap.servers": brokers,
    listeners: address,
    "plugin.path": plugins,
    "value.converter.apicurio.registry.url": registry,
    "offset.storage.partitions": 1,
    "status.storage.partitions": 1,
  };
  const shipped = readFileSync(join(SHIPPED, "worker.properties"), "utf8");
  const lines = Object.entries(own).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(folder, "worker.properties"), `${shipped}\n${lines.join("")}`);
  writeFileSync(join(folder, "logging.properties"), LOGGING);
  const java = ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
  const logging = `-Dlog4j2.configurationFile=${join(folder, "logging.properties")}`;
  const main = ["org.apache.kafka.connect.cli.ConnectDistributed", join(folder, "worker.properties")];
  const server = await startJvmServer({
    address,
    options: [...java, logging, "-cp", join(worker, "*"), ...main],
    folder,
    probe: async () => void (await answer(`${address}/connectors`)),
  });
  const nameOf = (topic: string): string => `stagefold-warehouse-${topic}`;
  return {
    ...server,
    async addConnector(topic) {
      const body = readFileSync(join(SHIPPED, `${topic}.json`));
      await answer(`${address}/connectors`, { method: "POST", body, headers: { "content-type": "application/json" } });
    },
    async taskStates(topic) {
      const status = (await answer(`${address}/connectors/${nameOf(topic)}/status`)) as {
        readonly tasks: readonly { readonly state: string }[];
      };
      return status.tasks.map(({ state }) => state);
    },
  };
}

async function answer(url: string, request: RequestInit = {}): Promise<unknown> {
  const answered = await fetch(url, { ...request, signal: AbortSignal.timeout(20_000) });
  if (!answered.ok) throw new Error(`${url} answers ${answered.status}: ${await answered.text()}`);
  return answered.json();
}
