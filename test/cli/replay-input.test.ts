/** What `stagefold replay` reads, and what it says of what it cannot read: SEMANTICS 9. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { rowsOf, stagefold, temporaryFolder } from "./executable.ts";
import { configYaml, goodLines, spendLine, stageLine } from "./small-input.ts";

const REPLAY = ["--config", "config.yaml", "--out", "out"];

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const cwd = temporaryFolder();
  for (const [name, content] of Object.entries({ "config.yaml": configYaml(), ...files }))
    writeFileSync(join(cwd, name), content);
  return cwd;
}

test("given plain, gzipped and piped input as different systems write it, then all of it counts and nothing but the results is written", async () => {
  const [a, b, c, d, e, f] = goodLines(3) as [string, string, string, string, string, string];
  const cwd = folderWith({
    // A byte order mark, CRLF, blank lines, no end of the last line.
    "windows.ndjson": `\ufeff${a}\r\n\r\n  \r\n${b}`,
    // Two gzip members one after the other, as `cat a.gz b.gz` makes them; the name says nothing.
    "packed.bin": Buffer.concat([gzipSync(`${c}\n`), gzipSync(`${d}\n${a}\n`)]),
  });

  const { code, stdout, stderr } = await stagefold(["replay", "windows.ndjson", "packed.bin", "-", ...REPLAY], {
    cwd,
    stdin: `\n${e}\n${f}\nnonsense\n`,
  });

  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(readdirSync(join(cwd, "out")).sort()).toEqual([
    "dead-letters.ndjson",
    "funnel-metrics.ndjson",
    "lead-stays.ndjson",
    "sla-breaches.ndjson",
    "summary.json",
  ]);
  const summary = JSON.parse(readFileSync(join(cwd, "out/summary.json"), "utf8"));
  expect(summary).toEqual({
    read: 8,
    duplicates: 1,
    deadLetters: { UNDECODABLE: 1 },
    seconds: expect.any(Number),
    eventsPerSecond: expect.any(Number),
  });
  expect(summary.eventsPerSecond).toBeCloseTo(8 / summary.seconds);
  // L0 left MQL the moment it came; L1 and L2 have a stay in each stage.
  const stays = new Map(rowsOf(cwd, "out/lead-stays.ndjson").map((row) => [row.stayId, row]));
  expect([...stays.values()].filter((row) => row.withdrawn !== true)).toHaveLength(6);
});

test("given one bad record of every kind, then each is a dead letter with its reason and its line as it was read, and the good one counts", async () => {
  const good = stageLine({ eventId: "good" });
  const bad: readonly (readonly [reason: string, topic: string | null, key: string | null, line: string])[] = [
    ["UNDECODABLE", null, null, `{"type":"LeadStageChanged",`],
    ["INVALID", null, null, stageLine({ eventId: "", leadId: "L2" })],
    ["INVALID", null, null, spendLine({ eventId: "x1", lastDay: "2026-01-01" })],
    ["UNKNOWN_TENANT", "lead-events", "nobody|L1", stageLine({ eventId: "x2", tenantId: "nobody" })],
    ["UNKNOWN_STAGE", "lead-events", "acme|L3", stageLine({ eventId: "x3", leadId: "L3", stage: "Mql" })],
    ["NO_EXCHANGE_RATE", "spend-events", "acme", spendLine({ eventId: "x4", currency: "JPY" })],
    [
      "FROM_THE_FUTURE",
      "lead-events",
      "acme|L4",
      stageLine({ eventId: "x5", leadId: "L4", occurredAt: "2999-01-01T00:00:00Z" }),
    ],
    ["CONFLICTING_DUPLICATE", "lead-events", "acme|L1", stageLine({ eventId: "good", stage: "SQL" })],
  ];
  const cwd = folderWith({ "in.ndjson": [good, ...bad.map(([, , , line]) => line)].join("\n") });

  const { code } = await stagefold(["replay", "in.ndjson", ...REPLAY], { cwd });

  expect(code).toBe(0);
  const rows = rowsOf(cwd, "out/dead-letters.ndjson");
  const inAnyOrder = (list: readonly unknown[]): readonly string[] => list.map((row) => JSON.stringify(row)).sort();
  expect(inAnyOrder(rows.map(({ type, reason, topic, key, value }) => [type, reason, topic, key, value]))).toEqual(
    inAnyOrder(bad.map((row) => ["DeadLetter", ...row])),
  );
  for (const { detail } of rows) expect(detail).toMatch(/\w+ \w+/);
  expect(rowsOf(cwd, "out/lead-stays.ndjson")).toMatchObject([{ leadId: "L1", stage: "MQL" }]);
  const { deadLetters } = JSON.parse(readFileSync(join(cwd, "out/summary.json"), "utf8"));
  expect(deadLetters).toEqual({
    UNDECODABLE: 1,
    INVALID: 2,
    UNKNOWN_TENANT: 1,
    UNKNOWN_STAGE: 1,
    NO_EXCHANGE_RATE: 1,
    FROM_THE_FUTURE: 1,
    CONFLICTING_DUPLICATE: 1,
  });
});

test("given a line that is no UTF-8, then it is kept in base64", async () => {
  const line = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
  const cwd = folderWith({ "in.ndjson": Buffer.concat([line, Buffer.from("\n")]) });
  const { code } = await stagefold(["replay", "in.ndjson", ...REPLAY], { cwd });
  expect(code).toBe(0);
  expect(rowsOf(cwd, "out/dead-letters.ndjson")).toMatchObject([
    { reason: "UNDECODABLE", value: line.toString("base64"), topic: null, key: null },
  ]);
});

test("given a line of 200 MB, then it is a dead letter like any other, in bounded memory", async () => {
  const cwd = folderWith({});
  const block = "x".repeat(1 << 20);
  const fd = openSync(join(cwd, "in.ndjson"), "w");
  for (let i = 0; i < 200; i++) writeSync(fd, block);
  writeSync(fd, `\n${stageLine({ eventId: "good" })}\n`);
  closeSync(fd);
  const tellMemory =
    "data:text/javascript,process.on('exit',()=>process.stderr.write('RSS '+process.resourceUsage().maxRSS))";

  const { code, stderr } = await stagefold(["replay", "in.ndjson", ...REPLAY], { cwd, node: ["--import", tellMemory] });

  expect(code).toBe(0);
  const { read, deadLetters, seconds } = JSON.parse(readFileSync(join(cwd, "out/summary.json"), "utf8"));
  expect({ read, deadLetters }).toEqual({ read: 2, deadLetters: { UNDECODABLE: 1 } });
  expect(seconds).toBeLessThan(30);
  expect(rowsOf(cwd, "out/lead-stays.ndjson")).toMatchObject([{ leadId: "L1" }]);
  const kilobytes = Number(/RSS (\d+)/.exec(stderr)?.[1]);
  expect(kilobytes).toBeLessThan(1_600_000);
});

describe("given input that cannot be read to its end, then exit code 1 and a sentence that names it", () => {
  test("a gzip file that was cut off: nothing is written", async () => {
    const packed = gzipSync(goodLines(200).join("\n"));
    const cwd = folderWith({ "cut.ndjson.gz": packed.subarray(0, packed.length - 20) });
    const { code, stderr } = await stagefold(["replay", "cut.ndjson.gz", ...REPLAY, "--data", "data"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("cut.ndjson.gz: the gzip data ends in the middle");
    expect(existsSync(join(cwd, "out")) ? readdirSync(join(cwd, "out")) : []).toEqual([]);
    expect(readdirSync(join(cwd, "data"))).toEqual([]);
  });

  test("a file that is not there", async () => {
    const { code, stderr } = await stagefold(["replay", "config.yaml", "gone.ndjson", ...REPLAY], {
      cwd: folderWith({}),
    });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "stagefold: gone.ndjson: there is no such file\n" });
  });

  test("a folder", async () => {
    const cwd = folderWith({});
    mkdirSync(join(cwd, "folder"));
    const { code, stderr } = await stagefold(["replay", "folder", ...REPLAY], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("folder: it is a folder");
  });
});

test("given an empty file, then exit code 0 and a note", async () => {
  const cwd = folderWith({ "empty.ndjson": "" });
  const { code, stderr } = await stagefold(["replay", "empty.ndjson", ...REPLAY], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "stagefold: empty.ndjson holds no records\n" });
  expect(readFileSync(join(cwd, "out/lead-stays.ndjson"), "utf8")).toBe("");
});
