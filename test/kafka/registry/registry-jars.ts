/** Apicurio Registry from Maven Central, fetched once per machine. */
import { join } from "node:path";
import { fetchOnce, runMaven } from "../neighbours/fetch-once.ts";

/** The newest that runs on Java 17. */
export const REGISTRY_VERSION = "2.6.13.Final";

/** Where its Confluent-compatible API is. */
export const CONFLUENT_PATH = "/apis/ccompat/v7";

/** Its jar, beside those it needs; the first call on a machine fetches them (142 MB). Throws, in a line, where maven is missing. */
export async function registryJar(): Promise<string> {
  const folder = await fetchOnce(`apicurio-registry-${REGISTRY_VERSION}`, (work) =>
    runMaven(
      "unpack",
      [`-Dartifact=io.apicurio:apicurio-registry-app:${REGISTRY_VERSION}:tar.gz:all`, "-DoutputDirectory=fetched"],
      work,
    ),
  );
  return join(folder, `apicurio-registry-app-${REGISTRY_VERSION}-runner.jar`);
}
