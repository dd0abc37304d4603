import type { SourceTestFailure } from "@stagefold/sources";

/** Failed tests of a source, as faults of a file are told: `FILE:LINE: SOURCE: test "…": sentence`, one a line. Pure. */
export function failureLines(file: string, source: string, failures: readonly SourceTestFailure[]): readonly string[] {
  return failures.flatMap(({ test, line, details }) =>
    details.map((detail) => `${file}:${line}: ${source}: test ${JSON.stringify(test)}: ${detail}`),
  );
}
