/** `stagefold import` as a person uses it: dirty files in, events out, and what it says of the rest. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { openFolderLog } from "@stagefold/service";
import { filesWith } from "@stagefold/testkit";
import { describe, expect, test } from "vitest";
import { rowsOf, stagefold } from "./executable.ts";
import { events, eventsInLog, importFolder, imports } from "./import-folder.ts";

const HEADER = "Lead ID,Stage,Changed,Zone,Owner,Channel";
const CLEAN = [
  HEADER,
  "1,New,2026-03-02T09:00:00Z,,,Paid",
  "1,Qualified,2026-03-03T09:00:00Z,,Ann Smith,",
  "2,Qualified,2026-03-03T10:00:00Z,,Bob,Web",
  "",
].join("\n");

/** What the three rows of CLEAN mean. */
const EXPECTED = [
  { leadId: "1", stage: "INQUIRY", occurredAt: "2026-03-02T09:00:00.000Z", channel: "paid" },
  { leadId: "1", stage: "MQL", occurredAt: "2026-03-03T09:00:00.000Z", ownerId: "ann" },
  { leadId: "2", stage: "MQL", occurredAt: "2026-03-03T10:00:00.000Z", ownerId: "Bob", channel: "web" },
];

describe("files as they come", () => {
  test.each<[what: string, file: string | Uint8Array]>([
    ["clean", CLEAN],
    ["with a byte order mark and CRLF", `\ufeff${CLEAN.replaceAll("\n", "\r\n")}`],
    ["with semicolons", CLEAN.replaceAll(",", ";")],
    ["in UTF-16 with tabs", Buffer.from(`\ufeff${CLEAN.replaceAll(",", "\t")}`, "utf16le")],
    ["gzipped", gzipSync(CLEAN)],
    ["with a title above it and a total below it", `Lead changes\n"March, 2026"\n\n${CLEAN}Total 3\n`],
    [
      "with its columns in another order, others between them, and quotes",
      CLEAN.split("\n")
        .filter((line) => line !== "")
        .map((line, at) => {
          const [lead, stage, changed, zone, owner, channel] = line.split(",");
          return [channel, at === 0 ? "Note" : '"said ""no"",\nthen yes"', `"${owner}"`, changed, lead, zone, stage];
        })
        .map((cells) => cells.join(","))
        .join("\n"),
    ],
    [
      "with times of a spreadsheet, of two zones and of none",
      [
        HEADER,
        "1,New,46083.416666666664,Europe/Paris,,Paid",
        "1,Qualified,2026-03-03 04:00,America/New_York,Ann Smith,",
        "2,Qualified,03/03/2026 11:00,,Bob,Web",
      ].join("\n"),
    ],
    ["with rows twice and blank lines", `${CLEAN}\n\n${CLEAN.slice(HEADER.length + 1)}`],
    ["with spaces around its cells", CLEAN.replaceAll(",", " , ")],
  ])("give the same events: %s", async (_what, file) => {
    const cwd = importFolder({ "leads.csv": file });
    const { code } = await imports(cwd, ["leads", "leads.csv", "--out", "events.ndjson"]);
    expect(code).toBe(0);
    const rows = events(cwd);
    expect(rows).toMatchObject(EXPECTED);
    expect(rows).toHaveLength(EXPECTED.length);
    expect(readdirSync(cwd).sort()).toEqual(["config.yaml", "events.ndjson", "leads.csv"]);
  });

  test("give the same events with the same ids however often and in whatever file", async () => {
    const cwd = importFolder({ "a.csv": CLEAN, "b.csv": CLEAN.replaceAll(",", ";") });
    await imports(cwd, ["leads", "a.csv", "--out", "a.ndjson"]);
    const both = await imports(cwd, ["leads", "b.csv", "a.csv", "--out", "b.ndjson"]);
    expect(events(cwd, "b.ndjson")).toEqual(events(cwd, "a.ndjson"));
    expect(both.summary).toMatchObject({ records: 6, duplicates: 3 });
  });

  test("come through a pipe", async () => {
    const cwd = importFolder({});
    const { code } = await imports(cwd, ["leads", "-", "--format", "csv", "--out", "events.ndjson"], CLEAN);
    expect([code, events(cwd).length]).toEqual([0, 3]);
  });

  test("windows-1252 is refused with what to do, and read where the mapping says so", async () => {
    const cwd = importFolder({ "leads.csv": Buffer.from(CLEAN.replace("Bob", "Jos\xe9"), "latin1") });
    const refused = await imports(cwd, ["leads", "leads.csv", "--out", "events.ndjson"]);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/leads\.csv: line 4 .*encoding: windows-1252/),
    });
    expect(existsSync(join(cwd, "events.ndjson"))).toBe(false);

    const config = readFileSync(join(cwd, "config.yaml"), "utf8");
    writeFileSync(
      join(cwd, "config.yaml"),
      config.replace("  leads:\n", "  leads:\n    csv: { encoding: windows-1252 }\n"),
    );
    expect((await imports(cwd, ["leads", "leads.csv", "--out", "events.ndjson"])).code).toBe(0);
    expect(events(cwd)[2]).toMatchObject({ ownerId: "José" });
  });
});

test("pages of JSON give histories in order, and a rule sets the stage once", async () => {
  const at = Date.UTC(2026, 2, 2);
  const page = (...results: unknown[]) => JSON.stringify({ results, paging: { next: { after: "1" } } });
  // A field set and set again within the millisecond: the vendor has the newest first.
  const anna = { id: 1, score: 120, scoredAt: at + 1000, history: [{ at, stage: "INQUIRY" }] };
  const ben = {
    id: 2,
    score: 20,
    scoredAt: at,
    history: [
      { at, stage: "SQL" },
      { at, stage: "MQL" },
    ],
  };
  const carl = { id: 3, score: 500, scoredAt: at + 1000, history: [{ at, stage: "SQL" }] };
  const cwd = importFolder({ "pages.json": `${page(anna, ben)}\n${page(carl, anna)}` });

  const { summary } = await imports(cwd, ["contacts", "pages.json", "--out", "events.ndjson"]);

  expect(summary).toMatchObject({
    records: 4,
    published: { LeadStageChanged: 5 },
    duplicates: 2,
    notDue: [{ reason: "rule score-100", count: 1 }],
  });
  const rows = events(cwd);
  expect(rows.find(({ leadId, stage }) => leadId === "1" && stage === "MQL")).toMatchObject({
    occurredAt: "2026-03-02T00:00:01.000Z",
    reason: "rule score-100: score 120 is at least 100",
  });
  await stagefold(["replay", "events.ndjson", "--config", "config.yaml", "--out", "out"], { cwd });
  const stays = new Map(rowsOf(cwd, "out/lead-stays.ndjson").map((row) => [row.stayId, row]));
  const open = [...stays.values()].filter(
    ({ exitedAt, withdrawn }) => (exitedAt ?? null) === null && withdrawn !== true,
  );
  expect(open.map(({ leadId, stage }) => `${leadId} ${stage}`).sort()).toEqual(["1 MQL", "2 SQL", "3 SQL"]);
});

test("a cost that was restated is a revision; the same one again is nothing", async () => {
  const cwd = importFolder({
    "may.csv": 'Campaign,Day,Cost\nspring,2026-05-01,"1.234,50"\nspring,2026-05-02,"10"\n',
    "may-restated.csv": 'Campaign,Day,Cost\nspring,2026-05-01,"1.200,00"\nspring,2026-05-02,"10"\n',
  });
  const { summary } = await imports(cwd, ["costs", "may.csv", "may-restated.csv", "--out", "events.ndjson"]);
  expect(summary).toMatchObject({ published: { SpendRecorded: 3 }, notDue: [{ count: 1 }] });
  expect(events(cwd).map(({ firstDay, amountMicros, revision }) => [firstDay, amountMicros, revision ?? 0])).toEqual([
    ["2026-05-01", 1_234_500_000, 0],
    ["2026-05-02", 10_000_000, 0],
    ["2026-05-01", 1_200_000_000, 1],
  ]);
});

const BAD = [
  HEADER,
  "1,New,2026-03-02T09:00:00Z,,,Paid",
  "2,Won,2026-03-02T09:00:00Z,,,",
  "3,Lost,2026-03-02T09:00:00Z,,,",
  ",New,yesterday,,,",
  "5,New",
  "6,New,2199-01-01T00:00:00Z,,,",
  "a|b,New,2026-03-02T09:00:00Z,,,",
].join("\n");

describe("what is refused", () => {
  test("is told by reason and field, with file, line and a sentence, and does not stop the rest", async () => {
    const cwd = importFolder({ "leads.csv": BAD });
    const { code, summary } = await imports(cwd, [
      ...["leads", "leads.csv", "--out", "events.ndjson", "--rejects", "rejects.ndjson"],
    ]);
    expect(code).toBe(0);
    expect(events(cwd)).toMatchObject([{ leadId: "1" }]);
    expect(summary?.refused.map(({ reason, field, count }) => [reason, field, count])).toEqual([
      ["MAPPING", "Stage", 2],
      ["MAPPING", "Lead ID", 1],
      ["UNREADABLE", null, 1],
      ["FROM_THE_FUTURE", null, 1],
      ["INVALID", null, 1],
    ]);
    expect(summary?.refused[0]?.examples[0]).toMatchObject({
      file: "leads.csv",
      line: 3,
      detail: expect.stringContaining("Won"),
    });
    const rejects = rowsOf(cwd, "rejects.ndjson");
    expect(rejects.map(({ file, line, reason }) => [file, line, reason])).toEqual([
      ["leads.csv", 3, "MAPPING"],
      ["leads.csv", 4, "MAPPING"],
      ["leads.csv", 5, "MAPPING"],
      ["leads.csv", 6, "UNREADABLE"],
      ["leads.csv", 7, "FROM_THE_FUTURE"],
      ["leads.csv", 8, "INVALID"],
    ]);
    expect(rejects[0]).toMatchObject({ field: "Stage", record: { "Lead ID": "2", Stage: "Won" } });
    expect(rejects[3]).toMatchObject({ record: "5,New" });
  });

  test("is told of a lead that was erased without a word of its records, also in the file of what is refused", async () => {
    const mapping = `tenantId: { value: acme }
events:
  - { type: LeadStageChanged, when: [{ field: op, not: forget }], leadId: id, occurredAt: at, stage: op }
  - { type: LeadErased, when: [{ field: op, is: forget }], leadId: id, occurredAt: at }
tests:
  - { name: one, given: { id: 1, op: forget, at: "2026-03-02T09:00:00Z" }, expect: [{ type: LeadErased, leadId: "1" }] }
`;
    const row = (id: string, op: string, day: number) => `${id},${op},2026-03-0${day}T09:00:00Z`;
    const table = ["id,op,at", row("Xq7", "MQL", 1), row("Xq7", "forget", 2), row("Xq7", "SQL", 1), row("2", "WON", 3)];
    const cwd = importFolder({ "crm.yaml": mapping, "changes.csv": table.join("\n") });
    for (const to of [["--dry-run"], ["--data", "data"]]) {
      const { summary } = await imports(cwd, ["crm.yaml", "changes.csv", ...to, "--rejects", "rejects.ndjson"]);
      expect(summary).toMatchObject({ published: { LeadStageChanged: 1, LeadErased: 1 } });
      expect(summary?.refused.map(({ reason, count }) => [reason, count]).sort()).toEqual([
        ["LEAD_ERASED", 1],
        ["UNKNOWN_STAGE", 1],
      ]);
      expect(JSON.stringify(summary)).not.toContain("Xq7");
      expect(rowsOf(cwd, "rejects.ndjson")).toMatchObject([{ reason: "UNKNOWN_STAGE" }]);
    }
    expect(filesWith(join(cwd, "data"), "intake", "Xq7")).toEqual([]);
  });

  test("is a failure where it is asked for, and nothing is published otherwise than without", async () => {
    const cwd = importFolder({ "leads.csv": BAD, "good.csv": CLEAN });
    expect((await imports(cwd, ["leads", "leads.csv", "--data", "data", "--strict"])).code).toBe(1);
    expect(await eventsInLog(join(cwd, "data"))).toHaveLength(1);
    // Done, and refused records as before.
    expect((await imports(cwd, ["leads", "leads.csv", "--data", "data", "--strict"])).code).toBe(1);
    expect((await imports(cwd, ["leads", "good.csv", "--data", "data", "--strict"])).code).toBe(0);
  });
});

test("a dry run writes nothing and says what a run will do", async () => {
  const cwd = importFolder({ "leads.csv": `${CLEAN}9,Lost,2026-03-02T09:00:00Z,,,\n` });
  const without = await imports(cwd, ["leads", "leads.csv", "--dry-run"]);
  const dry = await imports(cwd, ["leads", "leads.csv", "--data", "data", "--dry-run"]);
  expect(readdirSync(cwd).sort()).toEqual(["config.yaml", "leads.csv"]);

  const run = await imports(cwd, ["leads", "leads.csv", "--data", "data"]);
  for (const { summary } of [without, dry, run])
    expect(summary).toMatchObject({ records: 4, published: { LeadStageChanged: 3 }, refused: [{ count: 1 }] });

  const after = await imports(cwd, ["leads", "leads.csv", "--data", "data", "--dry-run"]);
  expect(after.summary).toMatchObject({ published: {}, duplicates: 3 });
  const text = await stagefold(["import", "leads", "leads.csv", "--dry-run", "--config", "config.yaml"], { cwd });
  expect(text.stdout).toMatch(/^leads: 4 records read, 3 events would be published\n/);
});

describe("a data folder", () => {
  test("has what was imported once, and knows the file again", async () => {
    const cwd = importFolder({
      "leads.csv": CLEAN,
      "copy.csv": CLEAN,
      "more.csv": `${CLEAN}3,New,2026-03-04T09:00:00Z,,,\n`,
    });
    const run = (file: string, ...more: string[]) => imports(cwd, ["leads", file, "--data", "data", ...more]);

    expect((await run("leads.csv", "--partitions", "3")).summary).toMatchObject({ published: { LeadStageChanged: 3 } });
    // Of another name, and the same content.
    expect((await run("copy.csv")).summary).toMatchObject({ records: 0, files: [{ state: "done before" }] });
    expect((await run("leads.csv", "--again")).summary).toMatchObject({ records: 3, duplicates: 3 });
    expect((await run("more.csv")).summary).toMatchObject({ published: { LeadStageChanged: 1 }, duplicates: 3 });
    expect((await eventsInLog(join(cwd, "data"))).map(({ leadId }) => leadId).sort()).toEqual(["1", "1", "2", "3"]);
  });

  test("is read again under another mapping, and what was said otherwise before is a conflict", async () => {
    const cwd = importFolder({ "leads.csv": CLEAN });
    await imports(cwd, ["leads", "leads.csv", "--data", "data"]);
    const config = readFileSync(join(cwd, "config.yaml"), "utf8");
    writeFileSync(join(cwd, "config.yaml"), config.replace("Ann Smith: ann", "Ann Smith: anna"));

    const { summary } = await imports(cwd, ["leads", "leads.csv", "--data", "data"]);

    expect(summary).toMatchObject({ duplicates: 2, refused: [{ reason: "CONFLICTING_DUPLICATE", count: 1 }] });
  });

  test("that a running service has is not touched, and what to do is said; a dry run goes beside it", async () => {
    const cwd = importFolder({ "leads.csv": CLEAN });
    const folder = join(cwd, "data");
    await imports(cwd, ["leads", "leads.csv", "--data", "data"]);
    const log = openFolderLog({ folder, partitions: 1, wallClock: Date.now });
    try {
      const { code, stderr } = await imports(cwd, ["leads", "leads.csv", "--data", "data", "--again"]);
      expect([code, stderr]).toEqual([1, expect.stringContaining("POST /v1/sources/leads")]);
      const dry = await imports(cwd, ["leads", "leads.csv", "--data", "data", "--dry-run"]);
      expect(dry.summary).toMatchObject({ duplicates: 3 });
    } finally {
      await log.close();
    }
  });
});

test("a mapping may be a file of its own", async () => {
  const cwd = importFolder({
    "leads.csv": CLEAN,
    "crm.yaml": [
      "tenantId: { value: acme }",
      "events:",
      "  - type: LeadStageChanged",
      "    leadId: Lead ID",
      "    occurredAt: Changed",
      "    stage: { field: Stage, values: { New: INQUIRY, Qualified: MQL } }",
      '    eventId: { text: "{Lead ID}-{Stage}" }',
    ].join("\n"),
  });
  expect((await imports(cwd, ["crm.yaml", "leads.csv", "--out", "events.ndjson"])).code).toBe(0);
  expect(events(cwd).map(({ eventId }) => eventId)).toEqual(["1-New", "1-Qualified", "2-Qualified"]);
});

describe("what cannot be used", () => {
  test.each<[what: string, args: readonly string[], code: number, said: RegExp]>([
    ["no place to go", ["leads", "leads.csv"], 2, /--data FOLDER .* or --out FILE; or --dry-run/],
    ["two places", ["leads", "leads.csv", "--out", "x", "--data", "y"], 2, /give one of them/],
    [
      "an unknown source",
      ["leeds", "leads.csv", "--dry-run"],
      2,
      /no such source in config\.yaml \(it has leads, contacts, costs\); did you mean leads\?/,
    ],
    ["a mapping file that is not there", ["x.yaml", "leads.csv", "--dry-run"], 2, /x\.yaml.*cannot be read/],
    ["a name that tells no format", ["leads", "leads", "--dry-run"], 2, /give --format csv, json or ndjson/],
    ["a file that is not there", ["leads", "none.csv", "--data", "data"], 1, /none\.csv: there is no such file/],
    ["a file without the columns", ["costs", "leads.csv", "--dry-run"], 2, /leads\.csv: no row .* lacks "Day", "Cost"/],
    [
      "JSON that is none",
      ["contacts", "leads.csv", "--format", "json", "--dry-run"],
      1,
      /leads\.csv: it is no JSON at byte 0/,
    ],
    [
      "a gzip file that was cut",
      ["leads", "cut.csv.gz", "--dry-run"],
      1,
      /cut\.csv\.gz: the gzip data ends in the middle/,
    ],
    [
      "a place that cannot be written to",
      ["leads", "leads.csv", "--out", "none/x.ndjson"],
      1,
      /none\/x\.ndjson: it cannot be written/,
    ],
    [
      "rejects that cannot be written",
      ["leads", "leads.csv", "--dry-run", "--rejects", "none/x.ndjson"],
      1,
      /none\/x\.ndjson: it cannot be written/,
    ],
    ["standard input twice", ["leads", "-", "-", "--format", "csv", "--dry-run"], 2, /standard input can be read once/],
  ])("is said, with the exit code: %s", async (_what, args, code, said) => {
    const cwd = importFolder({
      "leads.csv": CLEAN,
      leads: CLEAN,
      "cut.csv.gz": gzipSync(CLEAN.repeat(99)).subarray(0, 90),
    });
    const ran = await imports(cwd, args);
    expect([ran.code, ran.stderr]).toEqual([code, expect.stringMatching(said)]);
    expect(existsSync(join(cwd, "data"))).toBe(false);
  });
});

test("an empty file is no failure", async () => {
  const cwd = importFolder({ "empty.csv": "" });
  const { code, stderr, summary } = await imports(cwd, ["leads", "empty.csv", "--dry-run"]);
  expect([code, stderr, summary?.records]).toEqual([0, "stagefold: empty.csv: there is nothing in it\n", 0]);
});
