/** A data folder's life through the command line: kept, listed, redriven, verified. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openEmbeddedLog } from "@stagefold/embedded-log";
import { openSqliteStore } from "@stagefold/sqlite-store";
import { expect, test } from "vitest";
import { differences } from "../model/compare.ts";
import { foldOutputs } from "../model/fold-outputs.ts";
import { computeModel } from "../model/model.ts";
import { readConfig } from "../model/read-config.ts";
import { readNdjson } from "../model/read-ndjson.ts";
import { type Ran, stagefold, temporaryFolder, textRows } from "./executable.ts";
import { configYaml, GLOBEX, goodLines, spendLine, stageLine } from "./small-input.ts";

const GROWN = configYaml({ rates: "USD: 0.92, JPY: 0.006", more: GLOBEX });
const UNTIL = "2026-02-20T00:00:00Z";
const LINES = [
  ...goodLines(30),
  stageLine({ eventId: "g1", tenantId: "globex", leadId: "G", occurredAt: "2026-02-03T00:00:00Z" }),
  stageLine({ eventId: "g2", tenantId: "globex", leadId: "G", stage: "SQL", occurredAt: "2026-02-09T00:00:00Z" }),
  // The same id with other content: refused with its tenant at first, a conflict once the tenant is known.
  stageLine({ eventId: "g2", tenantId: "globex", leadId: "G", occurredAt: "2026-02-09T00:00:00Z" }),
  spendLine({ eventId: "yen", spendId: "tokyo", currency: "JPY" }),
  stageLine({ eventId: "typo", leadId: "L2", stage: "Sql" }),
  "nonsense",
];

async function keptFolder(): Promise<{ readonly cwd: string; readonly run: (...args: string[]) => Promise<Ran> }> {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "in.ndjson"), LINES.join("\n"));
  writeFileSync(join(cwd, "config.yaml"), configYaml());
  writeFileSync(join(cwd, "grown.yaml"), GROWN);
  writeFileSync(join(cwd, "lost.yaml"), GROWN.replaceAll("EUR", "CHF"));
  const run = (...args: string[]): Promise<Ran> => stagefold(args, { cwd });
  const replay = ["replay", "in.ndjson", "--config", "config.yaml", "--out", "out", "--data", "data"];
  expect(await run(...replay, "--partitions", "3", "--until", UNTIL)).toEqual({ code: 0, stdout: "", stderr: "" });
  return { cwd, run };
}

test("given dead letters that a larger configuration would accept, when they are redriven, then everything is as if it had been larger from the start", async () => {
  const { cwd, run } = await keptFolder();
  const redrive = ["dead-letters", "redrive", "--data", "data", "--config"];

  const listed = await run("dead-letters", "list", "--data", "data", "--reason", "UNKNOWN_TENANT", "--json");
  expect(listed.code).toBe(0);
  expect(textRows(listed.stdout).map(({ value }) => value)).toEqual(LINES.slice(60, 63));

  const refused = await run(...redrive, "lost.yaml", "--out", "out2");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("tenant acme has lost a rate of EUR");

  const early = await run("verify", "--data", "data", "--config", "grown.yaml");
  expect(early.code).toBe(2);
  expect(early.stderr).toContain("data: it was computed under another configuration");

  const tried = await run(...redrive, "grown.yaml", "--dry-run");
  expect(tried.stdout).toBe(
    "would bring back 4 (NO_EXCHANGE_RATE 1, UNKNOWN_TENANT 3)\nstill refused: 2 (UNDECODABLE 1, UNKNOWN_STAGE 1)\n",
  );

  const done = await run(...redrive, "grown.yaml", "--out", "out2");
  expect(done).toEqual({ code: 0, stdout: expect.stringContaining("\nbrought back 4 (".slice(1)), stderr: "" });
  expect(done.stdout).toContain("1 became dead letters again");

  const lines = readNdjson(Buffer.from(LINES.join("\n")));
  const records = lines.flatMap(({ record }) => (record === null ? [] : [record]));
  const model = computeModel(records, readConfig(GROWN), Date.parse(UNTIL), Date.now());
  const found = differences(foldOutputs(join(cwd, "out2")), model, lines);
  // What was once refused stays in the topic of dead letters: nothing else is left of it.
  expect(found.filter((sentence) => !sentence.startsWith("dead letter should not be there"))).toEqual([]);
  expect(found).toHaveLength(4);

  const again = await run(...redrive, "grown.yaml", "--out", "out2");
  expect(again.stdout).toContain("brought back none\n");
  const left = await run("dead-letters", "list", "--data", "data");
  expect(left.stdout).toContain("\n3 dead letters; 4 more brought back\n");

  const verified = await run("verify", "--data", "data", "--config", "grown.yaml");
  expect(verified).toEqual({ code: 0, stdout: expect.stringMatching(/\nno differences\n$/), stderr: "" });
  const shrunk = await run("verify", "--data", "data", "--config", "config.yaml");
  expect(shrunk.code).toBe(2);
  expect(shrunk.stderr).toContain("tenant globex");
});

test("given a data folder in which something was changed, when it is verified, then what is wrong is named", async () => {
  const { cwd, run } = await keptFolder();
  const verify = (): Promise<Ran> => run("verify", "--data", "data", "--config", "config.yaml");
  expect((await verify()).code).toBe(0);

  const log = openEmbeddedLog(join(cwd, "data/log.db"), { wallClock: Date.now });
  await log.append([
    { topic: "lead-stays", partition: 1, key: Buffer.from("acme|L9|m"), value: null, headers: null },
    { topic: "lead-stays", partition: 0, key: Buffer.from("acme|L8|m"), value: null, headers: null },
    { topic: "lead-stays", partition: 2, key: Buffer.from("acme|L7|m"), value: null, headers: null },
  ]);
  await log.close();
  const stores = [0, 1, 2].map((partition) =>
    openSqliteStore(join(cwd, `data/stores/stagefold-lead-tracker-${partition}.db`)),
  );
  for (const store of stores) {
    const number = store.dictionary("lead").get("acme|L5");
    if (number !== undefined) store.table("lead").put(number, new Uint8Array([2, 0]));
    store.commit();
    store.close();
  }

  const metrics = openSqliteStore(join(cwd, "data/stores/stagefold-funnel-metrics-0.db"));
  const table = metrics.table("period_row");
  const rows = [...table.range(0, Number.MAX_SAFE_INTEGER)];
  for (const [key] of rows) table.put(key, rows[0]?.[1] as Uint8Array);
  metrics.commit();
  metrics.close();

  const after = await verify();
  expect(after.code).toBe(1);
  expect(after.stdout).toMatch(/DIFFERS: lead-stays acme\|L[789]\|m: is not published/);
  expect(after.stdout).toMatch(
    /DIFFERS: store stagefold-lead-tracker-\d: lead acme\|L5 is not what its events make it/,
  );
});
