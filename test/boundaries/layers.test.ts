/** The fourth net: the layers of .dependency-cruiser.mjs, on a small workspace with one violation planted for each rule. */
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plant } from "./planted-files.ts";
import { REPOSITORY, runTool } from "./run-tool.ts";
import { workspacePackages } from "./workspace-packages.ts";

const PACKAGES = [
  ...["domain", "processing", "codec", "config", "processors", "embedded-log", "sqlite-store", "kafka"],
  ...["reports", "dashboard", "read-model", "snapshots", "testkit", "service", "api", "cli", "newcomer"],
  ...["sources", "intake", "intake-api", "http", "alerts", "warehouse", "sqlite-file"],
  "tracing",
];
const AWS = ["@aws-sdk/client-s3", "@aws-sdk/lib-storage"];
const OTEL = ["@opentelemetry/api", "@opentelemetry/sdk-trace", "@opentelemetry/exporter-trace-otlp-http"];
const NPM = [
  "better-sqlite3",
  "kafkajs",
  "@kafkajs/confluent-schema-registry",
  "avsc",
  "fastify",
  "@duckdb/node-api",
  ...OTEL,
  ...AWS,
  "fast-check",
];

/** By rule, the file that breaks it and what it imports. */
const PLANTED: readonly (readonly [rule: string, file: string, imports: string])[] = [
  ["layer-domain", "packages/domain/src/planted.ts", "@stagefold/processing"],
  ["layer-domain-tests", "packages/domain/src/planted.test.ts", "@stagefold/codec"],
  ["layer-processing", "packages/processing/src/planted.ts", "@stagefold/domain"],
  ["layer-processing-tests", "packages/processing/src/planted.test.ts", "@stagefold/sqlite-store"],
  ["layer-codec", "packages/codec/src/planted.ts", "@stagefold/processing"],
  ["layer-codec-tests", "packages/codec/src/planted.test.ts", "@stagefold/config"],
  ["layer-config", "packages/config/src/planted.ts", "@stagefold/codec"],
  ["layer-config-tests", "packages/config/src/planted.test.ts", "@stagefold/codec"],
  ["layer-processors", "packages/processors/src/planted.ts", "@stagefold/embedded-log"],
  ["layer-processors-tests", "packages/processors/src/planted.test.ts", "@stagefold/cli"],
  ["layer-sqlite-file", "packages/sqlite-file/src/planted.ts", "@stagefold/processing"],
  ["layer-sqlite-file-tests", "packages/sqlite-file/src/planted.test.ts", "@stagefold/embedded-log"],
  ["layer-embedded-log", "packages/embedded-log/src/planted.ts", "@stagefold/sqlite-store"],
  ["layer-embedded-log-tests", "packages/embedded-log/src/planted.test.ts", "@stagefold/sqlite-store"],
  ["layer-sqlite-store", "packages/sqlite-store/src/planted.ts", "@stagefold/domain"],
  ["layer-sqlite-store-tests", "packages/sqlite-store/src/planted.test.ts", "@stagefold/embedded-log"],
  ["layer-kafka", "packages/kafka/src/planted.ts", "@stagefold/embedded-log"],
  ["layer-kafka-tests", "packages/kafka/src/planted.test.ts", "@stagefold/cli"],
  ["layer-reports", "packages/reports/src/planted.ts", "@stagefold/codec"],
  ["layer-reports-tests", "packages/reports/src/planted.test.ts", "@stagefold/config"],
  ["layer-dashboard", "packages/dashboard/src/planted.ts", "@stagefold/domain"],
  ["layer-dashboard-tests", "packages/dashboard/src/planted.test.ts", "@stagefold/config"],
  ["layer-snapshots", "packages/snapshots/src/planted.ts", "@stagefold/kafka"],
  ["layer-snapshots-tests", "packages/snapshots/src/planted.test.ts", "@stagefold/sqlite-store"],
  ["layer-read-model", "packages/read-model/src/planted.ts", "@stagefold/config"],
  ["layer-read-model-tests", "packages/read-model/src/planted.test.ts", "@stagefold/embedded-log"],
  ["layer-sources", "packages/sources/src/planted.ts", "@stagefold/intake"],
  ["layer-sources-tests", "packages/sources/src/planted.test.ts", "@stagefold/processors"],
  ["layer-intake", "packages/intake/src/planted.ts", "@stagefold/embedded-log"],
  ["layer-intake-tests", "packages/intake/src/planted.test.ts", "@stagefold/cli"],
  ["layer-http", "packages/http/src/planted.ts", "@stagefold/config"],
  ["layer-http-tests", "packages/http/src/planted.test.ts", "@stagefold/config"],
  ["layer-alerts", "packages/alerts/src/planted.ts", "@stagefold/config"],
  ["layer-alerts-tests", "packages/alerts/src/planted.test.ts", "@stagefold/config"],
  ["layer-warehouse", "packages/warehouse/src/planted.ts", "@stagefold/embedded-log"],
  ["layer-warehouse-tests", "packages/warehouse/src/planted.test.ts", "@stagefold/kafka"],
  ["layer-tracing", "packages/tracing/src/planted.ts", "@stagefold/processing"],
  ["layer-tracing-tests", "packages/tracing/src/planted.test.ts", "@stagefold/cli"],
  ["layer-testkit", "packages/testkit/src/planted.ts", "@stagefold/sqlite-store"],
  ["layer-testkit-tests", "packages/testkit/src/planted.test.ts", "@stagefold/cli"],
  ["layer-unknown-package", "packages/newcomer/src/planted.ts", "@stagefold/domain"],
  ["nobody-imports-a-service", "packages/cli/src/planted.ts", "../../../services/intake/src/main.ts"],
  ["nobody-imports-a-service", "services/query-api/src/planted.ts", "../../intake/src/main.ts"],
  ["testkit-in-tests-only", "packages/cli/src/planted.ts", "@stagefold/testkit"],
  ["tests-are-not-imported", "packages/cli/src/planted.ts", "../../domain/src/planted.test.ts"],
  ["only-in-better-sqlite3", "packages/cli/src/planted.ts", "better-sqlite3"],
  ["only-in-kafkajs", "packages/cli/src/planted.ts", "kafkajs"],
  ["only-in-@kafkajs/confluent-schema-registry", "packages/cli/src/planted.ts", "@kafkajs/confluent-schema-registry"],
  ["only-in-fastify", "packages/service/src/planted.ts", "fastify"],
  ["only-in-avsc", "packages/cli/src/planted.ts", "avsc"],
  ["only-in-@aws-sdk/client-s3", "packages/service/src/planted.ts", "@aws-sdk/client-s3"],
  ["only-in-@aws-sdk/lib-storage", "packages/service/src/planted.ts", "@aws-sdk/lib-storage"],
  ["only-in-@duckdb/node-api", "packages/cli/src/planted.ts", "@duckdb/node-api"],
  ["only-in-@opentelemetry/api", "packages/service/src/planted.ts", "@opentelemetry/api"],
  ["only-in-@opentelemetry/sdk-trace", "packages/http/src/planted.ts", "@opentelemetry/sdk-trace"],
  [
    "only-in-@opentelemetry/exporter-trace-otlp-http",
    "packages/cli/src/planted.ts",
    "@opentelemetry/exporter-trace-otlp-http",
  ],
  ["pure-of-node", "packages/domain/src/planted.ts", "node:fs"],
  ["pure-of-node", "packages/processing/src/planted.test.ts", "node:fs"],
  ["pure-of-npm", "packages/processing/src/planted.ts", "avsc"],
  ["declared", "packages/cli/src/planted.ts", "fast-check"],
  ["not-from-dev-dependencies", "packages/cli/src/planted.ts", "kafkajs"],
  ["resolvable", "packages/cli/src/planted.ts", "./nowhere.ts"],
  ["no-cycles", "packages/domain/src/index.ts", "./planted.ts"],
];

/** Closes the cycle, which is reported once. */
const WAY_BACK = ["", "packages/domain/src/planted.ts", "./index.ts"] as const;

describe("the layers", () => {
  it("know every package", () => {
    const packages = workspacePackages().filter(({ folder }) => folder.startsWith(join(REPOSITORY, "packages")));

    expect(
      packages.map(({ name }) => name.replace("@stagefold/", "")).filter((name) => !PACKAGES.includes(name)),
    ).toEqual([]);
  });

  it("let a workspace through that keeps them", () => {
    const { violations, dependencies } = cruise([
      ["", "packages/codec/src/planted.ts", "@stagefold/domain"],
      ["", "packages/domain/src/planted.test.ts", "@stagefold/testkit"],
      ["", "packages/sqlite-store/src/planted.ts", "better-sqlite3"],
      ["", "packages/cli/src/planted.ts", "@stagefold/embedded-log"],
    ]);

    expect(violations).toEqual([]);
    expect(dependencies).toBe(4);
  });

  it("catch a violation of each rule", () => {
    const { violations, rules } = cruise([...PLANTED, WAY_BACK]);

    const missed = PLANTED.filter(([rule, file]) => !violations.includes(`${rule} ${file}`));
    expect(missed).toEqual([]);
    expect(rules.filter((rule) => !PLANTED.some(([planted]) => planted === rule))).toEqual([]);
  });
});

/** What dependency-cruiser says, under the repository's rules, of a workspace with these imports in it. */
function cruise(imports: readonly (readonly [rule: string, file: string, imports: string])[]) {
  const files = new Map<string, string>();
  for (const name of PACKAGES) {
    files.set(`packages/${name}/package.json`, manifest(name));
    files.set(`packages/${name}/src/index.ts`, `export const name = "${name}";\n`);
  }
  for (const name of ["intake", "query-api"]) {
    files.set(`services/${name}/package.json`, manifest(name));
    files.set(`services/${name}/src/main.ts`, `export const name = "${name}";\n`);
  }
  for (const name of NPM) {
    files.set(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" }));
    files.set(`node_modules/${name}/index.js`, "exports.name = 1;\n");
  }
  files.set("package.json", "{}");
  for (const path of [".dependency-cruiser.mjs", "tsconfig.base.json"]) {
    files.set(path, readFileSync(join(REPOSITORY, path), "utf8"));
  }
  for (const [rule, file, imported] of imports) {
    // A layer that knows another's types knows the other.
    const statement = rule.startsWith("layer-") ? "import type {} from" : "import";
    files.set(file, `${files.get(file) ?? "export {};\n"}${statement} "${imported}";\n`);
  }
  const folder = plant(tmpdir(), Object.fromEntries(files));
  mkdirSync(join(folder, "node_modules/@stagefold"));
  for (const name of PACKAGES)
    symlinkSync(join(folder, "packages", name), join(folder, "node_modules/@stagefold", name));

  const settings = ["--config", ".dependency-cruiser.mjs", "--output-type", "json"];
  const run = runTool("depcruise", ["packages", "services", ...settings], folder);
  if (run.stdout === "") throw new Error(run.stderr);
  const { summary } = JSON.parse(run.stdout) as CruiseResult;
  return {
    violations: summary.violations.map(({ rule, from }) => `${rule.name} ${from}`),
    dependencies: summary.totalDependenciesCruised,
    rules: summary.ruleSetUsed.forbidden.map(({ name }) => name),
  };
}

/** Declares all but fast-check, so that a layer is held by its rule and by nothing before it. */
function manifest(name: string): string {
  return JSON.stringify({
    name: `@stagefold/${name}`,
    version: "1.0.0",
    type: "module",
    exports: { ".": { source: "./src/index.ts" } },
    dependencies: {
      "better-sqlite3": "*",
      avsc: "*",
      fastify: "*",
      "@aws-sdk/client-s3": "*",
      "@aws-sdk/lib-storage": "*",
      "@kafkajs/confluent-schema-registry": "*",
      ...Object.fromEntries(PACKAGES.map((each) => [`@stagefold/${each}`, "*"])),
    },
    devDependencies: { kafkajs: "*" },
  });
}

interface CruiseResult {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
    readonly totalDependenciesCruised: number;
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}
