import { defineConfig } from "vitest/config";

/** Packages of the workspace resolve to their `src`: nothing is built for a test. The rest are Vite's own conditions. */
const conditions = ["source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["source", "node", "module-sync"] } },
  test: {
    projects: [
      {
        extends: true,
        test: { name: "unit", include: ["packages/**/*.test.ts", "services/**/*.test.ts"] },
      },
      {
        extends: true,
        test: { name: "e2e", include: ["test/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
      },
    ],
  },
});
