import type { SourceConfig, SourceTest } from "@stagefold/config";
import type { InputRecord, StagefoldConfig } from "@stagefold/domain";
import { createMapper } from "../apply/create-mapper.ts";
import type { SourceRecord, UnreadableRecord } from "../mapped.ts";
import { SourceColumnsError, SourceEncodingError, SourceSyntaxError } from "../read/errors.ts";
import { readRecords } from "../read/read-records.ts";
import { briefly, differences } from "./compare-event.ts";
import { newTrial } from "./trial.ts";

/** A test of a source that did not come out as it says. */
export interface SourceTestFailure {
  readonly test: string;
  /** Where the test stands in its file. */
  readonly line: number;
  /** What came, and what was expected, a sentence each. */
  readonly details: readonly string[];
}

/** How many sentences tell a failure. */
const MOST_DETAILS = 10;

/**
 * Runs the tests of a source: reads and maps what each gives, and compares what intake would publish of it, were there
 * nothing else. Empty: all came out. Touches nothing.
 */
export async function runSourceTests(
  source: SourceConfig,
  config: StagefoldConfig,
): Promise<readonly SourceTestFailure[]> {
  const failures: SourceTestFailure[] = [];
  for (const test of source.tests) {
    const details = await runTest(test, source, config);
    if (details.length > 0)
      failures.push({ test: test.name, line: test.line, details: details.slice(0, MOST_DETAILS) });
  }
  return failures;
}

async function runTest(test: SourceTest, source: SourceConfig, config: StagefoldConfig): Promise<readonly string[]> {
  const mapper = createMapper(source, config);
  const trial = newTrial(config);
  const refused: string[] = [];
  const skipped: string[] = [];
  try {
    for await (const record of givenRecords(test, source)) {
      const name = `record ${record.index + 1}`;
      if ("unreadable" in record) {
        refused.push(`${name}: ${record.unreadable}`);
        continue;
      }
      const mapped = mapper.map(record.value);
      if (mapped.skipped !== null) skipped.push(`${name}: ${mapped.skipped}`);
      const reasons = [
        ...mapped.problems.map(({ detail }) => detail),
        ...mapped.events.map((event) => trial.offer(event)).filter((reason) => reason !== null),
      ];
      if (reasons.length > 0) refused.push(`${name}: ${reasons.join("; ")}`);
    }
  } catch (error) {
    if (!isReadError(error)) throw error;
    return [error.message];
  }
  return [...eventDetails(trial.published, test.expect, skipped), ...refusedDetails(refused, test.expectRefused)];
}

function eventDetails(
  published: readonly InputRecord[],
  expect: SourceTest["expect"],
  skipped: readonly string[],
): readonly string[] {
  const details = expect.flatMap((expected, index) => {
    const record = published[index];
    return record === undefined ? [] : differences(record, expected).map((one) => `event ${index + 1}: ${one}`);
  });
  if (published.length === expect.length) return details;
  const came = published.map(briefly).join("; ") || "none";
  const why = published.length < expect.length ? skipped.map((one) => `no event of ${one}`) : [];
  return [`${published.length} events came (${came}), expected ${expect.length}`, ...why, ...details];
}

function refusedDetails(refused: readonly string[], expected: number): readonly string[] {
  if (refused.length === expected) return [];
  return [`${refused.length} records were refused, expected ${expected}`, ...refused];
}

async function* givenRecords(
  { given }: SourceTest,
  source: SourceConfig,
): AsyncGenerator<SourceRecord | UnreadableRecord> {
  if (given.kind === "records") {
    for (const [index, value] of given.records.entries()) yield { value, line: null, index };
    return;
  }
  for await (const records of readRecords(chunksOf(given.text), { format: given.kind, source })) yield* records;
}

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  // The mark says that it is UTF-8, whatever encoding the source's files are in.
  yield Buffer.from(`\ufeff${text}`);
}

function isReadError(error: unknown): error is Error {
  return (
    error instanceof SourceColumnsError || error instanceof SourceEncodingError || error instanceof SourceSyntaxError
  );
}
