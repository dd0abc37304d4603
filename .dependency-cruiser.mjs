/**
 * The layers: who may import whom. test/boundaries plants a violation of each rule and expects it caught.
 *
 * This needs dependency-cruiser's own TypeScript 6 (pnpm-workspace.yaml, packageExtensions): with
 * TypeScript 7 alone it finds no dependencies and passes.
 */

/** By package, the packages of ours that its sources may import. A package that is not named here may import none. */
const MAY_IMPORT = {
  domain: [],
  processing: [],
  codec: ["domain"],
  config: ["domain"],
  processors: ["domain", "processing", "codec"],
  "sqlite-file": [],
  "embedded-log": ["processing", "sqlite-file"],
  "sqlite-store": ["processing", "sqlite-file"],
  kafka: ["processing"],
  reports: ["domain"],
  dashboard: ["http", "reports"],
  snapshots: ["processing"],
  "read-model": ["domain", "processing", "codec", "processors", "reports", "sqlite-file"],
  sources: ["domain", "codec", "config"],
  intake: ["domain", "processing", "codec", "config", "processors", "sources", "sqlite-file"],
  tracing: [],
  http: ["processing", "service", "tracing"],
  alerts: ["domain", "processing", "codec", "processors", "sqlite-file", "tracing"],
  warehouse: ["processing", "codec", "processors"],
  testkit: ["domain", "processing", "codec", "processors"],
};

/** What the tests of a package may import beyond that. Every test may import testkit. */
const TESTS_MAY_IMPORT = {
  processors: ["config", "embedded-log", "sqlite-store"],
  "read-model": ["config"],
  intake: ["embedded-log"],
  warehouse: ["domain"],
};

/** The packages that may import everything but testkit and services: they put the parts together. */
const COMPOSERS = ["api", "cli", "intake-api", "service"];

/** By package of npm, the only packages of ours that may import it. */
const ONLY_IN = {
  "better-sqlite3": ["sqlite-file", "embedded-log", "sqlite-store", "read-model", "intake", "alerts"],
  kafkajs: ["kafka"],
  "@kafkajs/confluent-schema-registry": ["kafka"],
  avsc: ["codec"],
  fastify: ["api", "http", "intake-api"],
  "@aws-sdk/client-s3": ["snapshots"],
  "@aws-sdk/lib-storage": ["snapshots"],
  "@duckdb/node-api": ["warehouse"],
  "@opentelemetry/api": ["tracing"],
  "@opentelemetry/sdk-trace": ["tracing"],
  "@opentelemetry/exporter-trace-otlp-http": ["tracing"],
};

const PURE = "^packages/(domain|processing)/";
const TEST_FILE = "[.]test(-support)?[.]ts$";
/** Sources of which production has a bundle, and what makes it. */
const BUNDLED = "^packages/dashboard/(page|build)/";

const oneOf = (names) => `(${names.join("|")})`;
const inPackages = (names) => `^packages/${oneOf(names)}/`;

const layerRules = Object.entries(MAY_IMPORT).flatMap(([name, allowed]) => [
  {
    name: `layer-${name}`,
    comment: `${name} may import ${allowed.join(", ") || "nothing"} of ours.`,
    severity: "error",
    from: { path: inPackages([name]), pathNot: TEST_FILE },
    to: { path: "^(packages|services|test)/", pathNot: inPackages([name, ...allowed]) },
  },
  {
    name: `layer-${name}-tests`,
    comment: `The tests of ${name} may import what it may, and testkit.`,
    severity: "error",
    from: { path: `${inPackages([name])}.*${TEST_FILE}` },
    to: {
      path: "^(packages|services|test)/",
      pathNot: inPackages([name, ...allowed, ...(TESTS_MAY_IMPORT[name] ?? []), "testkit"]),
    },
  },
]);

const onlyInRules = Object.entries(ONLY_IN).map(([name, packages]) => ({
  name: `only-in-${name}`,
  comment: `${name} is imported by ${packages.join(" and ")} alone.`,
  severity: "error",
  from: { path: "^(packages|services)/", pathNot: inPackages(packages) },
  to: { path: [`^(@types/)?${name}(/|$)`, `/node_modules/(@types/)?${name}/`, `^node_modules/(@types/)?${name}/`] },
}));

export default {
  forbidden: [
    ...layerRules,
    {
      name: "layer-unknown-package",
      comment: "A new package says in MAY_IMPORT what it may import.",
      severity: "error",
      from: { path: "^packages/", pathNot: inPackages([...Object.keys(MAY_IMPORT), ...COMPOSERS]) },
      to: {},
    },
    {
      name: "nobody-imports-a-service",
      severity: "error",
      from: { path: "^(packages|services/([^/]+))/" },
      to: { path: "^services/", pathNot: "^services/$2/" },
    },
    {
      name: "testkit-in-tests-only",
      severity: "error",
      from: { path: "^(packages|services)/", pathNot: ["^packages/testkit/", TEST_FILE] },
      to: { path: "^packages/testkit/" },
    },
    {
      name: "tests-are-not-imported",
      comment: "What runs does not depend on test/, nor on a test file.",
      severity: "error",
      from: { path: "^(packages|services)/", pathNot: TEST_FILE },
      to: { path: ["^test/", TEST_FILE] },
    },
    ...onlyInRules,
    {
      name: "pure-of-node",
      severity: "error",
      from: { path: PURE },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "pure-of-npm",
      severity: "error",
      from: { path: PURE, pathNot: TEST_FILE },
      to: { path: "node_modules" },
    },
    {
      name: "declared",
      comment: "A package declares what it imports: the root's tools resolve from everywhere.",
      severity: "error",
      from: { path: "^(packages|services|test)/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "not-from-dev-dependencies",
      comment: "A devDependency is not there in production. testkit is for tests, the dashboard's page is bundled.",
      severity: "error",
      from: {
        path: "^(packages|services)/",
        pathNot: [TEST_FILE, "^packages/testkit/", "^packages/[^/]+/generate/", BUNDLED],
      },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "node_modules/@types/" },
    },
    {
      name: "resolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    // An import type is a dependency too: a layer that knows another's types knows the other.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["source", "import", "node", "default"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
    },
  },
};
