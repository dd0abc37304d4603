/** Kafka Connect, Debezium's JDBC sink and the registry's converter from Maven Central, fetched once per machine. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KAFKA_VERSION } from "../../kafka/broker/kafka-jars.ts";
import { fetchOnce, runMaven } from "../../kafka/neighbours/fetch-once.ts";
import { REGISTRY_VERSION } from "../../kafka/registry/registry-jars.ts";

const DEBEZIUM_VERSION = "3.6.0.Final";

/** What the worker brings itself: a second copy in a plugin's folder makes methods go missing. */
const WORKERS_OWN = /^(connect-api|connect-json|kafka-clients|slf4j-api|lz4-java|snappy-java|zstd-jni)-/;

export interface ConnectJars {
  /** Of the worker. */
  readonly worker: string;
  /** What it loads: for `plugin.path`. */
  readonly plugins: string;
}

/** The first call on a machine fetches them (some 150 MB). Throws, in a line, where maven is missing. */
export async function connectJars(): Promise<ConnectJars> {
  const folder = await fetchOnce(`connect-${KAFKA_VERSION}-debezium-${DEBEZIUM_VERSION}`, async (work) => {
    const fetched = join(work, "fetched");
    const converter = join(fetched, "plugins", "converter");
    mkdirSync(converter, { recursive: true });
    await copyJars(work, join(fetched, "worker"), [
      ["org.apache.kafka", "connect-runtime", KAFKA_VERSION],
      ["org.apache.logging.log4j", "log4j-slf4j-impl", "2.25.4"],
    ]);
    await copyJars(work, converter, [["io.apicurio", "apicurio-registry-utils-converter", REGISTRY_VERSION]]);
    for (const jar of readdirSync(converter)) if (WORKERS_OWN.test(jar)) rmSync(join(converter, jar));
    // Its own archive, of which one goal fetches nothing else: its dependencies cannot be resolved as such.
    const sink = `io.debezium:debezium-connector-jdbc:${DEBEZIUM_VERSION}:tar.gz:plugin`;
    await runMaven("unpack", [`-Dartifact=${sink}`, `-DoutputDirectory=${join(fetched, "plugins")}`], work);
  });
  return { worker: join(folder, "worker"), plugins: join(folder, "plugins") };
}

type Artifact = readonly [group: string, artifact: string, version: string];

async function copyJars(work: string, to: string, artifacts: readonly Artifact[]): Promise<void> {
  const dependencies = artifacts.map(
    ([group, artifact, version]) =>
      `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
  );
  const pom = [
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>',
    "<groupId>stagefold.test</groupId><artifactId>connect</artifactId><version>1</version><packaging>pom</packaging>",
    `<dependencies>${dependencies.join("")}</dependencies></project>`,
  ];
  writeFileSync(join(work, "pom.xml"), pom.join("\n"));
  await runMaven("copy-dependencies", [`-DoutputDirectory=${to}`, "-DincludeScope=runtime"], work);
}
