/**
 * Judges a replay by the model: `node --conditions=source test/model/check-replay.ts IN.ndjson CONFIG.yaml OUTDIR [UNTIL]`.
 *
 * Prints what differs and exits 1, or says that nothing does and exits 0. UNTIL is the INSTANT that
 * the replay was given. What is from the future is judged by the wall clock of this run.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { differences } from "./compare.ts";
import { foldOutputs } from "./fold-outputs.ts";
import { computeModel } from "./model.ts";
import { readConfig } from "./read-config.ts";
import { readNdjson } from "./read-ndjson.ts";

const [input, configFile, outDir, until] = process.argv.slice(2);
if (input === undefined || configFile === undefined || outDir === undefined) {
  process.stderr.write("usage: check-replay.ts IN.ndjson CONFIG.yaml OUTDIR [UNTIL]\n");
  process.exit(2);
}
const bytes = readFileSync(input);
const lines = readNdjson(input.endsWith(".gz") ? gunzipSync(bytes) : bytes);
const model = computeModel(
  lines.flatMap(({ record }) => (record === null ? [] : [record])),
  readConfig(readFileSync(configFile, "utf8")),
  until === undefined ? null : Temporal.Instant.from(until).epochMilliseconds,
  Date.now(),
);
const found = differences(foldOutputs(outDir), model, lines);
for (const difference of found) process.stdout.write(`${difference}\n`);
const { stays, breaches, metrics, deadLetters } = model;
process.stdout.write(
  `${found.length === 0 ? "as the model" : "DIFFERS from the model"}: ${lines.length} lines, ${stays.size} stays, ${breaches.size} breaches, ${metrics.size} metrics, ${deadLetters.length} decoded dead letters\n`,
);
process.exitCode = found.length === 0 ? 0 : 1;
