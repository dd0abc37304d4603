/** An import of a large file: killed and stopped at any moment it goes on where it was, and memory stays small. */
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import { LEAD_EVENTS } from "@stagefold/processors";
import { logFileOf } from "@stagefold/service";
import { afterEach, expect, test, vi } from "vitest";
import { events, eventsInLog, importFolder } from "../cli/import-folder.ts";
import { killAll, type StartedProcess, startProcess } from "./started-process.ts";

const ROWS = 100_000;
/** A few times what the import needs, and a fraction of what the files take. */
const SMALL_HEAP = { NODE_OPTIONS: "--max-old-space-size=80" };

afterEach(killAll);
vi.setConfig({ testTimeout: 180_000 });

/** Writes a file line by line: a test needs no more memory than what it tests. */
function writeLines(path: string, lines: Iterable<string>): void {
  const file = openSync(path, "w");
  let part = "";
  for (const line of lines) {
    part += line;
    if (part.length > 1 << 20) {
      writeSync(file, part);
      part = "";
    }
  }
  writeSync(file, part);
  closeSync(file);
}

function* csv(): Generator<string> {
  yield "Lead ID,Stage,Changed,Zone,Owner,Channel,Note\n";
  const note = "x".repeat(300);
  for (let n = 0; n < ROWS; n++) {
    const at = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
    yield `lead-${n % 40_000},${n < 40_000 ? "New" : "Qualified"},${at},,Ann Smith,Paid,"${note}"\n`;
  }
}

function* json(): Generator<string> {
  yield '{"results":[';
  for (let n = 0; n < ROWS; n++) {
    const history = [{ at: Date.UTC(2026, 0, 1) + n * 1000, stage: "INQUIRY" }];
    yield `${n === 0 ? "" : ","}${JSON.stringify({ id: n, history, note: "x".repeat(300) })}\n`;
  }
  yield "]}";
}

function importing(cwd: string, args: readonly string[]): StartedProcess {
  const config = ["--config", join(cwd, "config.yaml")];
  return startProcess("packages/cli/src/main.ts", ["import", ...args, ...config], SMALL_HEAP);
}

/** Waits until so many events are in the log. */
async function untilLogHas(data: string, count: number, started: StartedProcess): Promise<void> {
  for (;;) {
    started.assertRuns();
    // It is there once the log is made in full.
    if (existsSync(join(data, "config.json"))) {
      const log = openEmbeddedLogReader(logFileOf(data));
      try {
        if ((await log.endOffset(LEAD_EVENTS, 0)) >= count) return;
      } finally {
        await log.close();
      }
    }
    await setTimeout(5);
  }
}

test("given an import that is killed again and again, when it is run to its end, then the log has every event once", async () => {
  const cwd = importFolder({});
  const data = join(cwd, "data");
  writeLines(join(cwd, "leads.csv"), csv());
  const args = ["leads", join(cwd, "leads.csv"), "--data", data];

  for (const count of [1, 15_000, 40_000, 70_000]) {
    const started = importing(cwd, args);
    await untilLogHas(data, count, started);
    started.kill("SIGKILL");
    expect(await started.ended()).toBe(null);
  }
  const last = importing(cwd, args);
  expect(await last.ended()).toBe(0);

  expect(last.output()).toMatch(/leads\.csv: went on from record [\d,]+, where an earlier import ended/);
  const ids = (await eventsInLog(data)).map(({ eventId }) => eventId);
  expect([ids.length, new Set(ids).size]).toEqual([ROWS, ROWS]);
});

test("given an import that is told to stop, then it ends behind a batch, says how to go on, and goes on", async () => {
  const cwd = importFolder({});
  const data = join(cwd, "data");
  writeLines(join(cwd, "leads.csv"), csv());
  const args = ["leads", join(cwd, "leads.csv"), "--data", data, "--json"];

  const stopped = importing(cwd, args);
  await untilLogHas(data, 1, stopped);
  stopped.kill("SIGINT");
  expect(await stopped.ended()).toBe(1);
  const sentence =
    /stopped after record ([\d,]+) of .*leads\.csv(?:; \d+ events wait .*)?\. The same command goes on from there/;
  expect(stopped.output()).toMatch(sentence);
  const said = sentence.exec(stopped.output());
  const next = Number(said?.[1]?.replaceAll(",", ""));
  expect(next).toBeGreaterThan(0);
  expect((await eventsInLog(data)).length).toBeLessThanOrEqual(next);

  const on = importing(cwd, args);
  expect(await on.ended()).toBe(0);
  expect(JSON.parse(on.output())).toMatchObject({ records: ROWS - next, duplicates: 0, interrupted: false });
  expect(await eventsInLog(data)).toHaveLength(ROWS);
});

test("given a file of events that is interrupted, then none is left", async () => {
  const cwd = importFolder({});
  writeLines(join(cwd, "page.json"), json());
  const out = join(cwd, "events.ndjson");
  const started = importing(cwd, ["contacts", join(cwd, "page.json"), "--out", out]);
  // It has begun once its folder is there.
  while (!readdirSync(cwd).some((name) => name.startsWith(".events"))) await setTimeout(5);
  started.kill("SIGTERM");
  expect(await started.ended()).toBe(1);
  expect(readdirSync(cwd).sort()).toEqual(["config.yaml", "page.json"]);
});

test("given a list of 100,000 records in one JSON document, then a small heap is enough", async () => {
  const cwd = importFolder({});
  writeLines(join(cwd, "page.json"), json());
  const started = importing(cwd, ["contacts", join(cwd, "page.json"), "--out", join(cwd, "events.ndjson")]);
  expect([await started.ended(), started.output()]).toEqual([0, expect.stringContaining("100,000 events published")]);
  expect(events(cwd)).toHaveLength(ROWS);
  expect(readFileSync(join(cwd, "events.ndjson"), "utf8").split("\n", 1)[0]).toContain('"leadId":"0"');
});
