/**
 * The environment of a service, read once when it starts.
 *
 * | variable             | what                                         | default  |
 * | -------------------- | -------------------------------------------- | -------- |
 * | STAGEFOLD_CONFIG     | path of the configuration (YAML)             | required |
 * | STAGEFOLD_DATA_DIR   | the folder of the stores, and of the embedded log | required |
 * | STAGEFOLD_PARTITIONS | partitions of every topic of the embedded log, 1 to 256 | the folder's; a new one has 1 |
 * | STAGEFOLD_HTTP_PORT  | of health and metrics, 0 to 65535; 0 is any that is free | none: no server |
 * | STAGEFOLD_HTTP_HOST  | the address that it listens on               | 0.0.0.0: a container's own address is not known before |
 * | LOG_LEVEL            | fatal, error, warn, info, debug or trace     | info     |
 *
 * With KAFKA_BROKERS the log is Kafka's: kafka-environment.ts. A variable that is set to nothing is as if not set.
 */
import { z } from "zod";
import type { HttpAddress } from "../http/http-server.ts";
import { type KafkaEnvironment, readKafkaEnvironment } from "./kafka-environment.ts";
import { type VariableReader, type Variables, variableReader } from "./variable-reader.ts";

export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface ServiceEnvironment {
  readonly configFile: string;
  readonly dataFolder: string;
  /** null: those that the folder or Kafka has. */
  readonly partitions: number | null;
  readonly logLevel: LogLevel;
  /** Where health and metrics are to be had; null: nowhere. */
  readonly http: HttpAddress | null;
  /** null: the embedded log in the data folder. */
  readonly kafka: KafkaEnvironment | null;
}

const CONFIG = { expected: "the path of the configuration file", schema: z.string().min(1) };
const DATA = { expected: "the path of the folder that holds log and stores", schema: z.string().min(1) };
const PARTITIONS = {
  expected: "a whole number from 1 to 256",
  schema: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.number().min(1).max(256))
    .optional(),
};
const HTTP_PORT = {
  expected: "a port from 0 to 65535",
  schema: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().max(65_535))
    .optional(),
};
const HTTP_HOST = { expected: "an address to listen on", schema: z.string().min(1) };
const LEVEL = { expected: `one of ${LOG_LEVELS.join(", ")}`, schema: z.enum(LOG_LEVELS) };

/** Reads the environment. Throws EnvironmentError with all that is wrong. */
export function readEnvironment(variables: Variables): ServiceEnvironment {
  const reader = variableReader(variables);
  const environment = {
    configFile: reader.read("STAGEFOLD_CONFIG", CONFIG),
    dataFolder: reader.read("STAGEFOLD_DATA_DIR", DATA),
    partitions: reader.read("STAGEFOLD_PARTITIONS", PARTITIONS) ?? null,
    logLevel: reader.read("LOG_LEVEL", LEVEL, "info"),
    http: readHttp(reader),
    kafka: readKafkaEnvironment(reader),
  };
  if (environment.kafka !== null && environment.partitions !== null) {
    const found = String(environment.partitions);
    const expected = "nothing with KAFKA_BROKERS: the topics say how many partitions there are";
    reader.wrong({ variable: "STAGEFOLD_PARTITIONS", expected, found });
  }
  return reader.end(environment);
}

function readHttp(reader: VariableReader): HttpAddress | null {
  const port = reader.read("STAGEFOLD_HTTP_PORT", HTTP_PORT);
  const host = reader.read("STAGEFOLD_HTTP_HOST", HTTP_HOST, "0.0.0.0");
  return port === undefined ? null : { host, port };
}

/** What may be logged of it: no secret. */
export function describeEnvironment({ kafka, ...environment }: ServiceEnvironment): Readonly<Record<string, unknown>> {
  if (kafka === null) return environment;
  const { connection, registry, ...settings } = kafka;
  const { brokers, clientId, ssl, sasl } = connection;
  const security = { tls: ssl !== undefined, sasl: sasl?.mechanism ?? null };
  return { ...environment, kafka: { brokers, clientId, ...security, ...settings, registry: registry.url } };
}
