/**
 * The end of CI, over the JSON reports of all of its runs of tests: each test that failed, with why; each that passed
 * only when it was tried again; and as the last line "N passed, N failed".
 *
 *   node .ci/count-tests.ts REPORT...
 *
 * A file that could not be loaded has no tests to count: it counts as one that failed, and so does a run that left no
 * report. Exits 0 when tests passed and none failed.
 */
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";

interface Report {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly Test[];
}

interface Test {
  readonly fullName: string;
  readonly status: string;
  /** Of every try: of a test that passed too, where it did not at first. */
  readonly failureMessages: readonly string[] | null;
}

/** Of a message, what says most. */
const MESSAGE_LENGTH = 3_000;

let passed = 0;
let failed = 0;
for (const file of process.argv.slice(2)) {
  if (!existsSync(file)) {
    failed += 1;
    continue;
  }
  const report: Report = JSON.parse(readFileSync(file, "utf8"));
  for (const each of report.testResults) tell(each);
  const unloaded = report.testResults.filter((each) => each.status === "failed" && each.assertionResults.length === 0);
  const failures = report.numFailedTests + unloaded.length;
  passed += report.numPassedTests;
  // A run can also fail outside its tests: an error that nobody caught.
  failed += report.success ? failures : Math.max(failures, 1);
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;

function tell({ name, status, message, assertionResults }: TestFile): void {
  const file = relative(process.cwd(), name);
  if (status === "failed" && assertionResults.length === 0) say("FAILED", file, message);
  for (const test of assertionResults) {
    const why = (test.failureMessages ?? []).join("\n");
    if (test.status === "failed") say("FAILED", `${file}: ${test.fullName}`, why);
    else if (why !== "") say("PASSED ONLY AT A SECOND TRY", `${file}: ${test.fullName}`, why);
  }
}

function say(what: string, where: string, why: string): void {
  const lines = why.split("\n").filter((line) => !line.includes("node_modules"));
  process.stdout.write(`\n=== ${what}: ${where}\n${lines.join("\n").slice(0, MESSAGE_LENGTH)}\n`);
}
