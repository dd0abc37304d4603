/** A Kafka broker (KRaft, one node) on this machine's Java: for tests, small and fast to start, durable within its life. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Kafka, logLevel } from "kafkajs";
import { freePorts } from "./free-port.ts";
import { kafkaJars } from "./kafka-jars.ts";
import { runProgram } from "./run-program.ts";

export interface JvmBroker {
  /** As for KAFKA_BROKERS. */
  readonly brokers: string;
  /** Of the broker's process. */
  readonly pid: number;
  /** Ends it and removes what it kept. */
  stop(): Promise<void>;
}

export interface JvmBrokerOptions {
  /** Java's own options, of the broker alone: heap, garbage collector. Default: small, and quick to start. */
  readonly java?: readonly string[];
  /** Put over the server's properties. */
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
}

const SMALL = ["-Xms256m", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;

/** Starts a broker and waits until it answers. */
export async function startJvmBroker(options: JvmBrokerOptions = {}): Promise<JvmBroker> {
  const jars = await kafkaJars();
  const folder = mkdtempSync(join(tmpdir(), "stagefold-kafka-"));
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const brokers = `127.0.0.1:${port}`;
  const properties = join(folder, "server.properties");
  writeFileSync(properties, serverProperties(folder, port, controllerPort, options.properties));
  const run = ["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", join(jars, "*")];
  const clusterId = randomBytes(16).toString("base64url");
  const format = [
    "-Xmx128m",
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    ...run,
    "kafka.tools.StorageTool",
    "format",
    "-t",
    clusterId,
    "-c",
    properties,
  ];
  await runProgram("java", format, folder, "install Java 17 or newer (Debian: openjdk-17-jre-headless)");

  const logFile = join(folder, "broker.log");
  const log = openSync(logFile, "w");
  const child = spawn("java", [...(options.java ?? SMALL), ...run, "kafka.Kafka", properties], {
    cwd: folder,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answering(brokers, child);
  } catch (cause) {
    const said = readFileSync(logFile, "utf8").slice(-4_000);
    await stop();
    throw new Error(`the broker did not start:\n${said}`, { cause });
  }
  return { brokers, pid: child.pid as number, stop };
}

/** Waits until the broker takes part in its cluster. */
async function answering(brokers: string, child: ChildProcess): Promise<void> {
  const retry = { retries: 0 };
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, retry }).admin();
  const limit = performance.now() + START_LIMIT_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    try {
      await admin.connect();
      const cluster = await admin.describeCluster();
      await admin.disconnect();
      if (cluster.brokers.length > 0) return;
    } catch (error) {
      if (performance.now() > limit) throw error;
    }
    await setTimeout(100);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const inTime = new AbortController();
  const late = setTimeout(STOP_LIMIT_MS, "late", { signal: inTime.signal, ref: false }).catch(() => "ended");
  if ((await Promise.race([ended, late])) === "late") child.kill("SIGKILL");
  inTime.abort();
  await ended;
}

function serverProperties(
  folder: string,
  port: number,
  controllerPort: number,
  others: JvmBrokerOptions["properties"],
): string {
  const properties = {
    "process.roles": "broker,controller",
    "node.id": 1,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${port}`,
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "controller.quorum.voters": `1@127.0.0.1:${controllerPort}`,
    "log.dirs": join(folder, "data"),
    "auto.create.topics.enable": false,
    "offsets.topic.num.partitions": 1,
    "offsets.topic.replication.factor": 1,
    "transaction.state.log.num.partitions": 1,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "group.initial.rebalance.delay.ms": 0,
    "message.max.bytes": 10_485_760,
    // The default does not fit into a small heap.
    "log.cleaner.dedupe.buffer.size": 10_485_760,
    ...others,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}
