/** Apache Kafka's jars from Maven Central, fetched once per machine. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fetchOnce, runMaven } from "../neighbours/fetch-once.ts";

/** The version that the tests run on. */
export const KAFKA_VERSION = "4.3.1";

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
export function kafkaJars(): Promise<string> {
  return fetchOnce(`kafka-${KAFKA_VERSION}`, async (folder) => {
    writeFileSync(join(folder, "pom.xml"), POM);
    await runMaven("copy-dependencies", ["-DoutputDirectory=fetched", "-DincludeScope=runtime"], folder);
  });
}
