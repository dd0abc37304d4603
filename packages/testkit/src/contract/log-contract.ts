/**
 * What every implementation of the Log port must do, as tests: call it in a test file of the adapter.
 *
 * A broker may spend offsets on its own (markers of transactions), so nothing here counts on offsets
 * without gaps; only on their order and on endOffset being where the next record goes.
 */
import { describe } from "vitest";
import { logCommitContract } from "./log-commit-contract.ts";
import { logReadingContract } from "./log-reading-contract.ts";
import { logRetentionContract } from "./log-retention-contract.ts";
import type { MakeLog } from "./log-under-test.ts";

/** Registers the suite under `name`; `makeLog` gives a new, empty log for each test. */
export function logContract(name: string, makeLog: MakeLog): void {
  describe(`${name} as a Log`, () => {
    logReadingContract(makeLog);
    logCommitContract(makeLog);
    logRetentionContract(makeLog);
  });
}
