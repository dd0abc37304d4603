/** A Kafka broker (KRaft, one node) on this machine's Java: small and fast to start. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startJvmServer } from "../neighbours/jvm-server.ts";
import type { Server } from "../neighbours/server.ts";
import { probeBroker } from "../neighbours/until-answers.ts";
import { brokerProperties } from "./broker-properties.ts";
import { freePorts } from "./free-port.ts";
import { kafkaJars } from "./kafka-jars.ts";
import { runProgram } from "./run-program.ts";

/** Starts a broker and waits until it answers. Throws, in a line, what is missing on this machine. */
export async function startJvmBroker(): Promise<Server> {
  const jars = await kafkaJars();
  const folder = mkdtempSync(join(tmpdir(), "stagefold-kafka-"));
  const java = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"];
  const run = [...java, "-cp", join(jars, "*")];
  const properties = join(folder, "server.properties");
  const [port, internalPort, controllerPort] = await freePorts(3);
  const address = `127.0.0.1:${port}`;
  const internal = `127.0.0.1:${internalPort}`;
  const controller = `127.0.0.1:${controllerPort}`;
  const place = { folder: join(folder, "data"), listens: address, advertised: address, internal, controller };
  try {
    writeFileSync(
      properties,
      Object.entries(brokerProperties(place))
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    );
    const clusterId = randomBytes(16).toString("base64url");
    const format = ["-Xmx128m", ...run, "kafka.tools.StorageTool", "format", "-t", clusterId, "-c", properties];
    await runProgram("java", format, folder, "install Java 17 or newer (Debian: openjdk-17-jre-headless)");
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return startJvmServer({
    address,
    options: ["-Xms256m", "-Xmx256m", ...run, "kafka.Kafka", properties],
    folder,
    probe: () => probeBroker(address),
  });
}
