/** Apicurio Registry, which speaks Confluent's protocol too, in a container. */
import { GenericContainer, Wait } from "testcontainers";
import { freePort } from "../broker/free-port.ts";
import { containersHost, startContainer } from "../neighbours/container-server.ts";
import type { Server } from "../neighbours/server.ts";
import { probeRegistry } from "../neighbours/until-answers.ts";
import { CONFLUENT_PATH, REGISTRY_VERSION } from "./registry-jars.ts";

/** Starts a registry and waits until it answers; what it is told is in a file, and survives its stop. */
export async function startContainerRegistry(): Promise<Server> {
  const image = process.env.STAGEFOLD_TEST_REGISTRY_IMAGE ?? `apicurio/apicurio-registry-mem:${REGISTRY_VERSION}`;
  const port = await freePort();
  const address = `http://${await containersHost()}:${port}${CONFLUENT_PATH}`;
  const container = new GenericContainer(image)
    .withEnvironment({ REGISTRY_DATASOURCE_URL: "jdbc:h2:file:/tmp/registry/content" })
    .withExposedPorts({ container: 8080, host: port })
    .withWaitStrategy(Wait.forHttp(`${CONFLUENT_PATH}/subjects`, 8080));
  return startContainer(container, address, () => probeRegistry(address));
}
