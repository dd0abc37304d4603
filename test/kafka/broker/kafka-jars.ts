/** Apache Kafka's jars from Maven Central, fetched once per machine. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runProgram } from "./run-program.ts";

const KAFKA_VERSION = "4.3.1";

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>stagefold.test</groupId>
  <artifactId>broker</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-simple</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;

/** The folder of the jars; the first call on a machine fetches them (some 45 MB). Throws, in a line, where maven is missing. */
export async function kafkaJars(): Promise<string> {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "stagefold");
  const jars = join(cache, `kafka-${KAFKA_VERSION}`);
  if (existsSync(jars)) return jars;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "fetching-"));
  try {
    writeFileSync(join(folder, "pom.xml"), POM);
    const goal = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
    const options = ["-B", "-q", goal, "-DoutputDirectory=jars", "-DincludeScope=runtime"];
    await runProgram("mvn", options, folder, "install maven (Debian: maven)");
    // Whole or not at all: another run may be fetching at the same time.
    if (!existsSync(jars)) renameSync(join(folder, "jars"), jars);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return jars;
}
