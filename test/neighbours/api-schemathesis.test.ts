/**
 * Requests made of the OpenAPI document, good and bad, by a program that knows nothing else of the API: no answer is a
 * failure of the server, and none is one that the document does not tell of.
 */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { replayedFolder } from "../api/replayed-folder.ts";
import { as, GUARDED, served, TOKENS } from "../api/served.ts";
import { pythonWith } from "./python-packages.ts";

const SCHEMATHESIS = {
  name: "schemathesis-4.32.5",
  packages: ["schemathesis==4.32.5"],
  needed: "the tests by requests from the OpenAPI document",
};
/** It may be another one each day; what is found is found again by it. */
const SEED = process.env.STAGEFOLD_TEST_SEED ?? "1";
/**
 * Left out: that all the document allows is accepted, since a date may look like one and not exist, and a cursor look
 * like one and be none of the list. Its refusal is documented.
 */
const EXCEPT = "positive_data_acceptance";
/** What cannot be answered may be refused for its length as well. */
const SETTINGS = `[checks.negative_data_rejection]
expected-statuses = ["400", "401", "404", "405", "406", "414", "422"]
`;

test("no request makes the API fail, or answer what its document does not tell of", async () => {
  const folder = await replayedFolder();
  onTestFinished(folder.remove);
  writeFileSync(join(folder.folder, "schemathesis.toml"), SETTINGS);
  const serving = await served(folder, GUARDED);
  onTestFinished(serving.close);
  const python = await pythonWith(SCHEMATHESIS);

  const { authorization } = as(TOKENS.acme);
  const options = ["--header", `Authorization: ${authorization}`, "--seed", SEED, "--max-examples", "20"];
  // The live events have no end to wait for; test/api/events.test.ts asks for them.
  const scope = ["--exclude-path-regex", "/events$", "--exclude-checks", EXCEPT];
  const run = promisify(execFile)(
    python,
    ["-m", "schemathesis.cli", "run", `${serving.url}/openapi.json`, ...options, ...scope],
    {
      cwd: folder.folder,
      env: { ...process.env, NO_COLOR: "1" },
      maxBuffer: 64 << 20,
    },
  );
  const { stdout, stderr } = await run.catch((failed: { readonly stdout: string; readonly stderr: string }) => failed);

  expect(`${stdout}${stderr}`).toMatch(/\d+ passed/);
  expect(stdout).not.toMatch(/=+ FAILURES =+|=+ ERRORS =+/);
}, 300_000);
