/**
 * Requests to intake made of its OpenAPI document, good and bad, by a program that knows nothing else of it: no answer is
 * a failure of the server, and none is one that the document does not tell of.
 */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { as } from "../api/served.ts";
import { GUARDED, servedIntake, TOKENS } from "../intake-api/served-intake.ts";
import { pythonWith } from "./python-packages.ts";

const SCHEMATHESIS = {
  name: "schemathesis-4.32.5",
  packages: ["schemathesis==4.32.5"],
  needed: "the tests by requests from the OpenAPI document",
};
/** It may be another one each day; what is found is found again by it. */
const SEED = process.env.STAGEFOLD_TEST_SEED ?? "1";
/**
 * Left out: that what fits the document is accepted and what does not is refused. A tenant that fits may not be there, and
 * a list with one item that does not fit is taken but for that.
 */
const EXCEPT = "positive_data_acceptance,negative_data_rejection";

test("no request makes intake fail, or answer what its document does not tell of", async () => {
  const intake = await servedIntake({ settings: GUARDED });
  onTestFinished(intake.remove);
  writeFileSync(join(intake.folder, "schemathesis.toml"), "");
  const python = await pythonWith(SCHEMATHESIS);

  const { authorization } = as(TOKENS.all);
  const options = ["--header", `Authorization: ${authorization}`, "--seed", SEED, "--max-examples", "30"];
  const run = promisify(execFile)(
    python,
    ["-m", "schemathesis.cli", "run", `${intake.url}/openapi.json`, ...options, "--exclude-checks", EXCEPT],
    { cwd: intake.folder, env: { ...process.env, NO_COLOR: "1" }, maxBuffer: 64 << 20 },
  );
  const { stdout, stderr } = await run.catch((failed: { readonly stdout: string; readonly stderr: string }) => failed);

  expect(`${stdout}${stderr}`).toMatch(/\d+ passed/);
  expect(stdout).not.toMatch(/=+ FAILURES =+|=+ ERRORS =+/);
}, 300_000);
