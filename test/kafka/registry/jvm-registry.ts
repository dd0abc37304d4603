/** Apicurio Registry, which speaks Confluent's protocol too, on this machine's Java. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../broker/free-port.ts";
import { startJvmServer } from "../neighbours/jvm-server.ts";
import type { Server } from "../neighbours/server.ts";
import { probeRegistry } from "../neighbours/until-answers.ts";
import { CONFLUENT_PATH, registryJar } from "./registry-jars.ts";

/** Starts a registry and waits until it answers; what it is told is in a file, and survives its stop. Throws, in a line, what is missing on this machine. */
export async function startJvmRegistry(): Promise<Server> {
  const jar = await registryJar();
  const port = await freePort();
  const address = `http://127.0.0.1:${port}${CONFLUENT_PATH}`;
  const java = ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
  const folder = mkdtempSync(join(tmpdir(), "stagefold-registry-"));
  const content = `-DREGISTRY_DATASOURCE_URL=jdbc:h2:file:${join(folder, "content")}`;
  const settings = ["-Dquarkus.http.host=127.0.0.1", `-Dquarkus.http.port=${port}`, content];
  return startJvmServer({
    address,
    options: [...java, ...settings, "-jar", jar],
    folder,
    probe: () => probeRegistry(address),
  });
}
