/** Prints the folders of Kafka's and of the registry's jars, a line each. What is not on this machine is fetched. */
import { dirname } from "node:path";
import { kafkaJars } from "../test/kafka/broker/kafka-jars.ts";
import { registryJar } from "../test/kafka/registry/registry-jars.ts";

process.stdout.write(`${await kafkaJars()}\n${dirname(await registryJar())}\n`);
