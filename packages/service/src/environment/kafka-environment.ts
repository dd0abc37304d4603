/**
 * How to reach Kafka and the registry, from the environment.
 *
 * | variable                     | what                                                        | default        |
 * | ---------------------------- | ----------------------------------------------------------- | -------------- |
 * | KAFKA_BROKERS                | host:port of some brokers, separated by commas              | none: the embedded log |
 * | KAFKA_CLIENT_ID              | the name under which the brokers' logs and quotas know us   | stagefold      |
 * | KAFKA_TLS                    | true: connections are encrypted                             | true where one of the files below is named, else false |
 * | KAFKA_TLS_CA_FILE            | certificates (PEM) of the authorities trusted               | the system's   |
 * | KAFKA_TLS_CERT_FILE, KAFKA_TLS_KEY_FILE | our own certificate and its key (PEM)            | none           |
 * | KAFKA_SASL_MECHANISM         | plain, scram-sha-256 or scram-sha-512                       | none           |
 * | KAFKA_SASL_USERNAME          | with a mechanism                                            | required then  |
 * | KAFKA_SASL_PASSWORD (_FILE)  | with a mechanism                                            | required then  |
 * | KAFKA_COMPRESSION            | of what is written: none, gzip, lz4 or zstd                 | none           |
 * | KAFKA_SESSION_TIMEOUT        | not heard of for so long, an instance loses its tasks       | PT30S          |
 * | KAFKA_TRANSACTION_TIMEOUT    | a commit takes no longer                                    | PT1M           |
 * | SCHEMA_REGISTRY_URL          | of a registry that speaks Confluent's API                   | required       |
 * | SCHEMA_REGISTRY_USERNAME     | where the registry asks for one                             | none           |
 * | SCHEMA_REGISTRY_PASSWORD (_FILE) | with a username                                         | required then  |
 */
import type { Compression, KafkaConnectionOptions } from "@stagefold/kafka";
import { z } from "zod";
import { durationMs } from "./duration-ms.ts";
import { readSnapshotEnvironment, type SnapshotSettings } from "./snapshot-environment.ts";
import type { VariableReader } from "./variable-reader.ts";

export interface RegistryEnvironment {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

export interface KafkaEnvironment {
  readonly connection: KafkaConnectionOptions;
  readonly compression: Compression;
  readonly sessionTimeoutMs: number;
  readonly transactionTimeoutMs: number;
  readonly registry: RegistryEnvironment;
  /** Of the stores; not given: none are kept. */
  readonly snapshots?: SnapshotSettings;
}

const TEXT = z.string().min(1);
const BROKERS = {
  expected: "host:port of some brokers, separated by commas",
  schema: z
    .string()
    .transform((text) => text.split(",").map((broker) => broker.trim()))
    .pipe(z.array(z.string().regex(/^[^\s:/]+:\d{1,5}$|^\[[\da-fA-F:]+\]:\d{1,5}$/)).min(1)),
};
const BOOLEAN = { expected: "true or false", schema: z.enum(["true", "false"]) };
const MECHANISM = {
  expected: "plain, scram-sha-256 or scram-sha-512",
  schema: z.enum(["plain", "scram-sha-256", "scram-sha-512"]).optional(),
};
const COMPRESSION = { expected: "none, gzip, lz4 or zstd", schema: z.enum(["none", "gzip", "lz4", "zstd"]) };
/** Brokers take sessions and transactions within limits of their own; these are their defaults. */
const SESSION = { expected: "an ISO 8601 duration from PT6S to PT5M, e.g. PT30S", schema: durationMs(6_000, 300_000) };
const TRANSACTION = {
  expected: "an ISO 8601 duration from PT1S to PT15M, e.g. PT1M",
  schema: durationMs(1_000, 900_000),
};
const REGISTRY_URL = {
  expected: "an http or https address without a user's name (that is SCHEMA_REGISTRY_USERNAME)",
  // It may hold a password.
  isSecret: true,
  schema: z.url({ protocol: /^https?$/ }).refine((url) => URL.parse(url)?.username === ""),
};

/** How to reach the brokers. */
export function readKafkaConnection(reader: VariableReader): KafkaConnectionOptions {
  const brokers = reader.read("KAFKA_BROKERS", BROKERS);
  const clientId = reader.read("KAFKA_CLIENT_ID", { expected: "a name", schema: TEXT }, "stagefold");
  return { brokers, clientId, ...tls(reader), ...sasl(reader) };
}

/** How to reach the registry. */
export function readRegistry(reader: VariableReader): RegistryEnvironment {
  const url = reader.read("SCHEMA_REGISTRY_URL", REGISTRY_URL);
  const name = reader.read("SCHEMA_REGISTRY_USERNAME", { expected: "a name", schema: TEXT.optional() });
  if (name === undefined) return { url };
  return { url, username: name, password: reader.secret("SCHEMA_REGISTRY_PASSWORD", true) ?? "" };
}

/** All of it; null where KAFKA_BROKERS is not set. */
export function readKafkaEnvironment(reader: VariableReader): KafkaEnvironment | null {
  if (!reader.has("KAFKA_BROKERS")) return null;
  return {
    connection: readKafkaConnection(reader),
    compression: reader.read("KAFKA_COMPRESSION", COMPRESSION, "none"),
    sessionTimeoutMs: reader.read("KAFKA_SESSION_TIMEOUT", SESSION, "PT30S"),
    transactionTimeoutMs: reader.read("KAFKA_TRANSACTION_TIMEOUT", TRANSACTION, "PT1M"),
    registry: readRegistry(reader),
    ...readSnapshotEnvironment(reader),
  };
}

function tls(reader: VariableReader): Pick<KafkaConnectionOptions, "ssl"> {
  const ca = reader.file("KAFKA_TLS_CA_FILE", "certificates of authorities, PEM");
  const cert = reader.file("KAFKA_TLS_CERT_FILE", "our certificate, PEM");
  const key = reader.file("KAFKA_TLS_KEY_FILE", "our certificate's key, PEM");
  const files = ["KAFKA_TLS_CA_FILE", "KAFKA_TLS_CERT_FILE", "KAFKA_TLS_KEY_FILE"];
  for (const [name, other] of [files.slice(1), files.slice(1).reverse()] as [string, string][]) {
    if (reader.has(name) && !reader.has(other)) {
      reader.wrong({ variable: other, expected: `the path of a file, since ${name} is set`, found: null });
    }
  }
  const named = files.some((name) => reader.has(name));
  const wanted = reader.read("KAFKA_TLS", BOOLEAN, String(named));
  if (wanted === "false" && named) {
    reader.wrong({ variable: "KAFKA_TLS", expected: "true, since files for it are named", found: "false" });
  }
  if (wanted !== "true") return {};
  return {
    ssl: {
      ...(ca === undefined ? {} : { ca: [ca] }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    },
  };
}

function sasl(reader: VariableReader): Pick<KafkaConnectionOptions, "sasl"> {
  const mechanism = reader.read("KAFKA_SASL_MECHANISM", MECHANISM);
  if (mechanism === undefined) return {};
  const username = reader.read("KAFKA_SASL_USERNAME", { expected: "a name, with KAFKA_SASL_MECHANISM", schema: TEXT });
  const password = reader.secret("KAFKA_SASL_PASSWORD", true) ?? "";
  // kafkajs tells the mechanisms apart by type.
  return { sasl: { mechanism, username, password } as NonNullable<KafkaConnectionOptions["sasl"]> };
}
