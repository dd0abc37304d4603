/**
 * The last line of CI: "N passed, N failed", over the JSON reports of all of its runs of tests.
 *
 *   node .ci/count-tests.ts REPORT...
 *
 * A file that could not be loaded has no tests to count: it counts as one that failed, and so does a run that left no
 * report. Exits 0 when tests passed and none failed.
 */
import { existsSync, readFileSync } from "node:fs";

interface Report {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

let passed = 0;
let failed = 0;
for (const file of process.argv.slice(2)) {
  if (!existsSync(file)) {
    failed += 1;
    continue;
  }
  const report: Report = JSON.parse(readFileSync(file, "utf8"));
  const unloaded = report.testResults.filter((each) => each.status === "failed" && each.assertionResults.length === 0);
  const failures = report.numFailedTests + unloaded.length;
  passed += report.numPassedTests;
  // A run can also fail outside its tests: an error that nobody caught.
  failed += report.success ? failures : Math.max(failures, 1);
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
