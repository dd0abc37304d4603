import { configDefaults, defineConfig } from "vitest/config";

/**
 * Packages of the workspace resolve to their `src`: nothing is built for a test. The rest are Node's own: not "module",
 * under which packages keep what is meant for bundlers.
 */
const conditions = ["source", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["source", "node", "module-sync"] } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/**/*.test.ts", "services/**/*.test.ts"],
          // Far beyond what any takes: a limit for what hangs, also on a machine that does much else.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/**/*.test.ts"],
          exclude: [...configDefaults.exclude, "test/kafka/**", "test/neighbours/**", "test/browser/**"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "kafka",
          include: ["test/kafka/**/*.test.ts"],
          globalSetup: ["test/kafka/neighbours/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Processes are killed and frozen there, by real clocks. What passed only at a second try is told by CI.
          retry: 1,
          // One broker, two cores: side by side they would only wait for each other.
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: "neighbours",
          include: ["test/neighbours/**/*.test.ts"],
          globalSetup: ["test/neighbours/object-store/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/browser/chromium/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // One browser at a time is what two cores hold.
          fileParallelism: false,
        },
      },
    ],
  },
});
