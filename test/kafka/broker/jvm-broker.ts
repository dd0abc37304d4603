/** A Kafka broker (KRaft, one node) on this machine's Java: small and fast to start. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type JvmServer, startJvmServer } from "../neighbours/jvm-server.ts";
import { probeBroker } from "../neighbours/until-answers.ts";
import { type BrokerPlace, brokerProperties } from "./broker-properties.ts";
import { freePorts } from "./free-port.ts";
import { kafkaJars } from "./kafka-jars.ts";
import { runProgram } from "./run-program.ts";

export interface JvmBrokerOptions {
  /** Java's own options, of the broker alone: heap, garbage collector. Default: small, and quick to start. */
  readonly java?: readonly string[];
  /** Put over the server's properties. */
  readonly properties?: Properties | ((place: BrokerPlace) => Properties);
  /** What its storage is formatted with, such as users. */
  readonly format?: readonly string[];
  /** How its clients are answered where they cannot just ask: the address to ask instead. */
  readonly probeAt?: (place: BrokerPlace) => string;
}

type Properties = Readonly<Record<string, string | number | boolean>>;

const QUICK = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
const SMALL = ["-Xms256m", "-Xmx256m", ...QUICK];

/** Starts a broker and waits until it answers. Throws, in a line, what is missing on this machine. */
export async function startJvmBroker(options: JvmBrokerOptions = {}): Promise<JvmServer> {
  const jars = await kafkaJars();
  const folder = mkdtempSync(join(tmpdir(), "stagefold-kafka-"));
  const run = ["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", join(jars, "*")];
  const properties = join(folder, "server.properties");
  const [port, internalPort, controllerPort] = await freePorts(3);
  const address = `127.0.0.1:${port}`;
  const internal = `127.0.0.1:${internalPort}`;
  const controller = `127.0.0.1:${controllerPort}`;
  const place = { folder: join(folder, "data"), listens: address, advertised: address, internal, controller };
  const { properties: own = {}, probeAt = ({ advertised }) => advertised } = options;
  const given = typeof own === "function" ? own(place) : own;
  try {
    writeFileSync(
      properties,
      Object.entries({ ...brokerProperties(place), ...given })
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    );
    const clusterId = randomBytes(16).toString("base64url");
    const format = [
      "-Xmx128m",
      ...QUICK,
      ...run,
      "kafka.tools.StorageTool",
      "format",
      "-t",
      clusterId,
      "-c",
      properties,
      ...(options.format ?? []),
    ];
    await runProgram("java", format, folder, "install Java 17 or newer (Debian: openjdk-17-jre-headless)");
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return startJvmServer({
    address,
    options: [...(options.java ?? SMALL), ...run, "kafka.Kafka", properties],
    folder,
    probe: () => probeBroker(probeAt(place)),
  });
}
