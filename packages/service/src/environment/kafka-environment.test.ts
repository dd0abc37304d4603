import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { describeEnvironment, readEnvironment, type ServiceEnvironment } from "./environment.ts";

const required = {
  STAGEFOLD_CONFIG: "config.yaml",
  STAGEFOLD_DATA_DIR: "data",
  KAFKA_BROKERS: "one:9092, two:9092",
  SCHEMA_REGISTRY_URL: "http://registry:8081",
};

function read(more: Readonly<Record<string, string>> = {}): ServiceEnvironment {
  return readEnvironment({ ...required, ...more });
}

/** What is said of each variable that is wrong. */
function refusals(more: Readonly<Record<string, string>>): string[] {
  try {
    read(more);
  } catch (error) {
    return (error as Error).message.split("\n");
  }
  return [];
}

function secretFile(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), "environment-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "secret"), content);
  return join(folder, "secret");
}

describe("the environment of a service on Kafka", () => {
  it("needs brokers and a registry, and has defaults for the rest", () => {
    expect(read().kafka).toEqual({
      connection: { brokers: ["one:9092", "two:9092"], clientId: "stagefold" },
      compression: "none",
      sessionTimeoutMs: 30_000,
      transactionTimeoutMs: 60_000,
      registry: { url: "http://registry:8081" },
    });
    expect(refusals({ SCHEMA_REGISTRY_URL: "" })).toEqual([
      expect.stringMatching(/^SCHEMA_REGISTRY_URL: expected an http or https address.*found nothing: it is not set$/),
    ]);
  });

  it("takes a login, its password from a file where one is named", () => {
    const password = secretFile("s3cret\n");
    const { kafka } = read({
      KAFKA_SASL_MECHANISM: "scram-sha-512",
      KAFKA_SASL_USERNAME: "ada",
      KAFKA_SASL_PASSWORD_FILE: password,
      SCHEMA_REGISTRY_USERNAME: "bob",
      SCHEMA_REGISTRY_PASSWORD: "other",
    });

    expect(kafka?.connection.sasl).toEqual({ mechanism: "scram-sha-512", username: "ada", password: "s3cret" });
    expect(kafka?.registry).toEqual({ url: "http://registry:8081", username: "bob", password: "other" });
  });

  it("encrypts where it is told to, or where a file for it is named", () => {
    expect(read({ KAFKA_TLS: "true" }).kafka?.connection.ssl).toEqual({});
    expect(read({ KAFKA_TLS_CA_FILE: secretFile("PEM") }).kafka?.connection.ssl).toEqual({ ca: ["PEM"] });
    expect(read({ KAFKA_TLS: "false" }).kafka?.connection).not.toHaveProperty("ssl");
  });

  it.each([
    [{ SCHEMA_REGISTRY_URL: "registry" }, /^SCHEMA_REGISTRY_URL: expected an http or https address/],
    [{ KAFKA_BROKERS: "kafka" }, /^KAFKA_BROKERS: expected host:port of some brokers/],
    [{ KAFKA_BROKERS: "kafka:9092," }, /^KAFKA_BROKERS: /],
    [{ KAFKA_SASL_MECHANISM: "gssapi" }, /^KAFKA_SASL_MECHANISM: .*found "gssapi"$/],
    [{ KAFKA_SASL_MECHANISM: "plain", KAFKA_SASL_PASSWORD: "p" }, /^KAFKA_SASL_USERNAME: .*it is not set$/],
    [{ KAFKA_SASL_MECHANISM: "plain", KAFKA_SASL_USERNAME: "u" }, /^KAFKA_SASL_PASSWORD: .*it is not set$/],
    [{ KAFKA_TLS_CA_FILE: "/nowhere/ca.pem" }, /^KAFKA_TLS_CA_FILE: .*ENOENT.*found "\/nowhere\/ca.pem"$/],
    [{ KAFKA_SESSION_TIMEOUT: "PT1S" }, /^KAFKA_SESSION_TIMEOUT: .*from PT6S to PT5M.*found "PT1S"$/],
    [{ KAFKA_TRANSACTION_TIMEOUT: "60" }, /^KAFKA_TRANSACTION_TIMEOUT: .*found "60"$/],
    [{ KAFKA_COMPRESSION: "snappy" }, /^KAFKA_COMPRESSION: expected none, gzip, lz4 or zstd/],
    [{ STAGEFOLD_SNAPSHOTS: "gs://bucket" }, /^STAGEFOLD_SNAPSHOTS: expected a path, file:.*without credentials/],
    [{ STAGEFOLD_SNAPSHOT_INTERVAL: "PT0S" }, /^STAGEFOLD_SNAPSHOT_INTERVAL: .*from PT1S to P7D.*found "PT0S"$/],
    [{ STAGEFOLD_SNAPSHOTS_KEPT: "0" }, /^STAGEFOLD_SNAPSHOTS_KEPT: expected a whole number from 1 to 1000/],
    [{ STAGEFOLD_PARTITIONS: "6" }, /^STAGEFOLD_PARTITIONS: expected nothing with KAFKA_BROKERS/],
  ])("refuses %j and says what was expected", (more, said) => {
    expect(refusals(more as unknown as Record<string, string>)).toEqual([expect.stringMatching(said)]);
  });

  it("keeps snapshots where it is told to, with defaults for how often and how many", () => {
    const directory = { kind: "directory", directory: "/var/snapshots" };
    expect(read({ STAGEFOLD_SNAPSHOTS: "/var/snapshots" }).kafka?.snapshots).toEqual({
      location: directory,
      intervalMs: 600_000,
      kept: 3,
    });
    const often = { STAGEFOLD_SNAPSHOT_INTERVAL: "PT1H", STAGEFOLD_SNAPSHOTS_KEPT: "10" };
    expect(read({ STAGEFOLD_SNAPSHOTS: "s3://bucket/prefix?region=eu", ...often }).kafka?.snapshots).toMatchObject({
      location: { bucket: "bucket", prefix: "prefix", region: "eu" },
      intervalMs: 3_600_000,
      kept: 10,
    });
    expect(read().kafka).not.toHaveProperty("snapshots");
  });

  it("wants certificate and key together, and no TLS turned off beside files for it", () => {
    const file = secretFile("PEM");
    expect(refusals({ KAFKA_TLS_CERT_FILE: file })).toEqual([expect.stringMatching(/^KAFKA_TLS_KEY_FILE: /)]);
    expect(refusals({ KAFKA_TLS_CA_FILE: file, KAFKA_TLS: "false" })).toEqual([expect.stringMatching(/^KAFKA_TLS: /)]);
  });

  it("never says a secret: not when it is refused, and not when the environment is described", () => {
    const wrong = refusals({ SCHEMA_REGISTRY_URL: "http://ada:s3cret@registry", KAFKA_COMPRESSION: "best" });
    expect(wrong).toHaveLength(2);
    expect(refusals({ STAGEFOLD_SNAPSHOTS: "s3://ada:s3cret@bucket" }).join()).not.toContain("s3cret");
    expect(wrong.join()).not.toContain("s3cret");
    const login = { KAFKA_SASL_MECHANISM: "plain", KAFKA_SASL_USERNAME: "ada", KAFKA_SASL_PASSWORD: "s3cret" };

    const described = describeEnvironment(read({ ...login, KAFKA_TLS: "true" }));

    expect(described).toMatchObject({ kafka: { brokers: ["one:9092", "two:9092"], tls: true, sasl: "plain" } });
    expect(JSON.stringify(described)).not.toContain("s3cret");
  });
});
