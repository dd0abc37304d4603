/** A Kafka broker (KRaft, one node) in a container. */
import { randomBytes } from "node:crypto";
import { GenericContainer, Wait } from "testcontainers";
import { containersHost, startContainer } from "../neighbours/container-server.ts";
import type { Server } from "../neighbours/server.ts";
import { probeBroker } from "../neighbours/until-answers.ts";
import { brokerProperties } from "./broker-properties.ts";
import { freePort } from "./free-port.ts";
import { KAFKA_VERSION } from "./kafka-jars.ts";

/** Starts a broker and waits until it answers. The image takes its properties as apache/kafka does: KAFKA_LOG_DIRS is log.dirs. */
export async function startContainerBroker(): Promise<Server> {
  const image = process.env.STAGEFOLD_TEST_KAFKA_IMAGE ?? `apache/kafka:${KAFKA_VERSION}`;
  const port = await freePort();
  const address = `${await containersHost()}:${port}`;
  const properties = brokerProperties({
    folder: "/var/lib/kafka/data",
    listens: "0.0.0.0:9092",
    advertised: address,
    internal: "127.0.0.1:9094",
    controller: "127.0.0.1:9093",
  });
  const container = new GenericContainer(image)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      CLUSTER_ID: randomBytes(16).toString("base64url"),
      KAFKA_HEAP_OPTS: "-Xms256m -Xmx256m",
      ...Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [
          `KAFKA_${name.toUpperCase().replaceAll(".", "_")}`,
          String(value),
        ]),
      ),
    })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/));
  return startContainer(container, address, () => probeBroker(address));
}
