import { expect, test } from "vitest";
import { column, leadSource, readAll, values } from "../reading.test-support.ts";

const anna = { lead: "anna", stage: "MQL", at: "2026-03-02", owner: "ben" };

test("a row is an object of texts by column, with its line", async () => {
  const { records, notices } = await readAll("lead,stage,at,owner\nanna,MQL,2026-03-02,ben\n", "csv");
  expect(records).toEqual([{ value: anna, line: 2, index: 0 }]);
  expect(notices).toEqual([]);
});

test.each([
  ["comma", ","],
  ["semicolon", ";"],
  ["tab", "\t"],
  ["pipe", "|"],
])("the delimiter is found: %s", async (_name, delimiter) => {
  const file = "lead,stage,at,owner\nanna,MQL,2026-03-02,ben\n".replaceAll(",", delimiter);
  expect(values((await readAll(file, "csv")).records)).toEqual([anna]);
});

test.each([
  ["UTF-8 with a byte order mark", Buffer.from("\ufefflead,stage,at,owner\nJosé,MQL,2026-03-02,\n")],
  ["UTF-16, little end first", Buffer.from("\ufefflead,stage,at,owner\nJosé,MQL,2026-03-02,\n", "utf16le")],
  ["UTF-16, big end first", Buffer.from("\ufefflead,stage,at,owner\nJosé,MQL,2026-03-02,\n", "utf16le").swap16()],
  ["UTF-16 without a mark", Buffer.from("lead,stage,at,owner\nJosé,MQL,2026-03-02,\n", "utf16le")],
])("the encoding is found: %s", async (_name, bytes) => {
  for (const cut of [1, 5, 1000]) {
    expect(values((await readAll(bytes, "csv", { cut })).records)).toEqual([
      { lead: "José", stage: "MQL", at: "2026-03-02", owner: "" },
    ]);
  }
});

test("windows-1252 is read where the mapping says so, with what it has and Latin 1 has not", async () => {
  const source = leadSource({ csv: { delimiter: null, encoding: "windows-1252", columns: null } });
  const bytes = Buffer.from("lead,stage,at,owner\nJos\xe9 \x80,MQL,2026-03-02,\n", "latin1");
  expect(values((await readAll(bytes, "csv", { source })).records)).toMatchObject([{ lead: "José €" }]);
});

test("bytes that are no UTF-8 are said with their line, and what to write into the mapping", async () => {
  const bytes = Buffer.from("lead,stage,at,owner\na,MQL,2026-03-02,\nJos\xe9,MQL,2026-03-02,\n", "latin1");
  for (const cut of [1, 11, 1000]) {
    await expect(readAll(bytes, "csv", { cut })).rejects.toMatchObject({
      code: "STF-SRC-101",
      message: expect.stringMatching(/^line 3 .*csv: \{ encoding: windows-1252 \}/),
    });
  }
});

test("the order of columns means nothing, and columns that are not read may be there", async () => {
  const { records } = await readAll("x,owner,at,stage,lead\n1,ben,2026-03-02,MQL,anna\n", "csv");
  expect(values(records)).toEqual([{ ...anna, x: "1" }]);
});

test("titles above the header are passed over, and that is said", async () => {
  const file = 'Lead report\n"1 March - 31 March, 2026"\n\nlead;stage;at;owner\nanna;MQL;2026-03-02;ben\n';
  const { records, notices } = await readAll(file, "csv");
  expect(records).toEqual([{ value: anna, line: 5, index: 0 }]);
  expect(notices).toEqual(["the header is row 4: what stands above it is passed over"]);
});

test("quotes hold delimiters, quotes and line ends; the lines after are counted right", async () => {
  const file = 'lead,stage,at,owner\r\n"a ""b"", c","M\r\nQL",x, "ben"\r\n\r\nd,5" screen,x,ben\r\n';
  const { records } = await readAll(file, "csv");
  expect(records).toEqual([
    { value: { lead: 'a "b", c', stage: "M\r\nQL", at: "x", owner: "ben" }, line: 2, index: 0 },
    { value: { lead: "d", stage: '5" screen', at: "x", owner: "ben" }, line: 5, index: 1 },
  ]);
});

test("the last row needs no line end", async () => {
  expect(values((await readAll("lead,stage,at,owner\nanna,MQL,2026-03-02,ben", "csv")).records)).toEqual([anna]);
});

test("a row with too few or too many cells is unreadable, and the rest goes on; empty cells too many are none", async () => {
  const file = "lead,stage,at,owner\na,b\nanna,MQL,2026-03-02,ben,,\nanna,MQL,2026-03-02,ben,x\nTotal\n";
  const { records } = await readAll(file, "csv");
  expect(values(records)).toEqual([
    expect.stringMatching(/^line 2: the row has 2 cells, the header has 4 columns/),
    anna,
    expect.stringMatching(/^line 4: the row has 5 cells/),
    expect.stringMatching(/^line 5: the row has 1 cell,/),
  ]);
  expect(records[2]).toMatchObject({ text: "anna,MQL,2026-03-02,ben,x" });
});

test("columns that are missing are named, with the nearest that are there", async () => {
  await expect(readAll("Lead,Stages,at\nanna,MQL,x\n", "csv")).rejects.toMatchObject({
    code: "STF-SRC-102",
    message: expect.stringMatching(
      /row 1, lacks "lead" \(did you mean "Lead"\?\), "stage" \(did you mean "Stages"\?\); it has/,
    ),
  });
});

test("a column that only fills in what may be empty can be missing, and that is said", async () => {
  const { records, notices } = await readAll("lead,stage,at,Owner\nanna,MQL,x,ben\n", "csv");
  expect(values(records)).toEqual([{ lead: "anna", stage: "MQL", at: "x", Owner: "ben" }]);
  expect(notices).toEqual([
    'it has no column "owner" (did you mean "Owner"?): what the mapping takes from there stays empty',
  ]);
});

test("one of the columns that a value may come from is enough", async () => {
  const base = leadSource();
  const [event] = base.events;
  if (event === undefined) throw new Error("no event");
  const source = leadSource({
    events: [{ ...event, fields: new Map([...event.fields, ["leadId", column("lead", "Lead ID")]]) }],
  });
  const { records } = await readAll("Lead ID,stage,at,owner\nanna,MQL,x,\n", "csv", { source });
  expect(values(records)).toMatchObject([{ "Lead ID": "anna" }]);
});

test("a column that is read and there twice is refused; others are said", async () => {
  await expect(readAll("lead,stage,at,owner,lead\n", "csv")).rejects.toMatchObject({
    code: "STF-SRC-102",
    message: expect.stringContaining('"lead", which leads reads, is there twice'),
  });
  const { records, notices } = await readAll("lead,stage,at,owner,x,x,\nanna,MQL,2026-03-02,ben,1,2,3\n", "csv");
  expect(values(records)).toEqual([{ ...anna, x: "1" }]);
  expect(notices).toEqual(["column 7 without a name", 'more than one column "x": not read']);
});

test("a file without a header takes its columns from the mapping", async () => {
  const source = leadSource({ csv: { delimiter: null, encoding: null, columns: ["lead", "stage", "at", "owner"] } });
  const { records } = await readAll("anna;MQL;2026-03-02;ben\n", "csv", { source });
  expect(records).toEqual([{ value: anna, line: 1, index: 0 }]);
});

test("an empty file has nothing in it", async () => {
  for (const file of ["", "\n\n", "\ufeff"]) {
    expect(await readAll(file, "csv")).toEqual({ records: [], notices: ["there is nothing in it"] });
  }
});

test("a quote that is never closed costs its line, not the rest of the file", async () => {
  const row = "anna,MQL,2026-03-02,ben\n";
  const rows = Math.ceil((3 << 20) / row.length);
  const file = `lead,stage,at,owner\n${row}"broken,MQL,x,ben\n${row.repeat(rows)}`;
  const { records } = await readAll(file, "csv", { cut: 100_000 });
  expect(records).toHaveLength(rows + 2);
  expect(records[1]).toMatchObject({ line: 3, index: 1, unreadable: expect.stringContaining("longer than 1 MiB") });
  expect(records.at(-1)).toMatchObject({ line: rows + 3, index: rows + 1 });
});

test("a quote that is open at the end costs its line only", async () => {
  const file = 'lead,stage,at,owner\n"broken,MQL,x,ben\nanna,MQL,2026-03-02,ben\nanna,MQL,2026-03-02,ben';
  expect(values((await readAll(file, "csv")).records)).toEqual([
    expect.stringMatching(/^line 2: a quote is opened in this line and not closed/),
    anna,
    anna,
  ]);
});

test("a row of wrong cells that goes over several lines says so: there may be rows in it", async () => {
  const file = 'lead,stage,at,owner\n"broken,MQL,x,ben\nanna,MQL,2026-03-02,"ben\n';
  expect(values((await readAll(file, "csv")).records)).toEqual([
    expect.stringMatching(/^line 2: the row, lines 2 to 3, has 1 cell, the header has 4 columns/),
  ]);
});

test("a line without end is passed over to its end", async () => {
  const file = `lead,stage,at,owner\n${"x".repeat(3 << 20)}\nanna,MQL,2026-03-02,ben\n`;
  const { records } = await readAll(file, "csv", { cut: 100_000 });
  expect(records).toMatchObject([
    { line: 2, unreadable: expect.any(String) },
    { value: anna, line: 3, index: 1 },
  ]);
});

test("a column may have any name", async () => {
  const { records } = await readAll("lead,stage,at,owner,__proto__,constructor\na,b,c,d,e,f\n", "csv");
  const [record] = records;
  const value = record !== undefined && "value" in record ? (record.value as Record<string, string>) : {};
  expect([Object.keys(value).length, Object.getPrototypeOf(value), value.constructor]).toEqual([6, null, "f"]);
});
