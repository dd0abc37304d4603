import { expect, test } from "vitest";
import { leadSource, path, readAll, values } from "../reading.test-support.ts";

const inResults = leadSource({ records: path("results") });
const deeper = leadSource({ records: path("data.rows") });

test.each([
  ["a record", '{"id":1,"list":[1,2]}', [{ id: 1, list: [1, 2] }]],
  ["a list", '[{"id":1},{"id":2}]', [{ id: 1 }, { id: 2 }]],
  ["an empty list", " [ ] ", []],
  ["documents one after the other", '{"id":1}\n[{"id":2}]{"id":3}', [{ id: 1 }, { id: 2 }, { id: 3 }]],
  ["with a byte order mark", '\ufeff{"id":"é"}', [{ id: "é" }]],
  ["nothing", "", []],
])("JSON without a path to its records: %s", async (_name, text, expected) => {
  for (const cut of [1, 7, 1000]) expect(values((await readAll(text, "json", { cut })).records)).toEqual(expected);
});

test.each([
  ["a page", '{"total":2,"results":[{"id":1},{"id":2}],"paging":{"next":{"after":"2"}}}', [{ id: 1 }, { id: 2 }]],
  ["pages one after the other", '{"results":[{"id":1}]}\n{"results":[{"id":2}]}', [{ id: 1 }, { id: 2 }]],
  ["a list of pages", '[{"results":[{"id":1}]},{"results":[]},{"results":[{"id":2}]}]', [{ id: 1 }, { id: 2 }]],
  ["an empty page", '{"results":[]}', []],
  ["a single record", '{"id":1}', [{ id: 1 }]],
  ["a list of records", '[{"id":1},{"id":2}]', [{ id: 1 }, { id: 2 }]],
  ["a record with a list of that name in it", '{"results":[{"results":[1]}]}', [{ results: [1] }]],
])("JSON with a path to its records: %s", async (_name, text, expected) => {
  for (const cut of [1, 7, 1000]) {
    const { records } = await readAll(text, "json", { source: inResults, cut });
    expect(values(records)).toEqual(expected);
  }
});

test("the path may have several steps", async () => {
  const text = '{"rows":[9],"data":{"a":[1],"rows":[{"id":1}],"b":2}}';
  expect(values((await readAll(text, "json", { source: deeper })).records)).toEqual([{ id: 1 }]);
});

test("whole numbers beyond 2^53 are exact", async () => {
  const text = "[9007199254740993, -9223372036854775808, 1.5, 1e3, 9007199254740991]";
  const expected = [9007199254740993n, -9223372036854775808n, 1.5, 1000, 9007199254740991];
  expect(values((await readAll(text, "json")).records)).toEqual(expected);
  expect(values((await readAll("9007199254740993\n", "ndjson")).records)).toEqual([9007199254740993n]);
});

test.each([
  ["cut off", '{"results":[{"id":1},{"id":2'],
  ["not JSON", "lead,stage\n"],
  ["a comma too many", '[{"id":1},]'],
  ["nested without end", "[".repeat(10_000)],
  ["UTF-8 that is none", Buffer.from([0x5b, 0x22, 0xff, 0xfe, 0x22, 0x5d])],
])("what is no JSON is refused: %s", async (_name, bytes) => {
  await expect(readAll(bytes, "json")).rejects.toMatchObject({ code: expect.stringMatching(/^STF-SRC-10[13]$/) });
});

test("records before the fault are given", async () => {
  const source = leadSource();
  const { readRecords } = await import("../read-records.ts");
  const seen: unknown[] = [];
  async function* chunks() {
    yield Buffer.from('[{"id":1},{"id":2},');
    yield Buffer.from("oops");
  }
  const read = async () => {
    for await (const records of readRecords(chunks(), { format: "json", source })) seen.push(...values(records));
  };
  await expect(read()).rejects.toMatchObject({ code: "STF-SRC-103" });
  expect(seen).toEqual([{ id: 1 }, { id: 2 }]);
});

test("a record of more than 8 MiB is refused", async () => {
  const text = `[{"id":"${"x".repeat(9 << 20)}"}]`;
  await expect(readAll(text, "json", { cut: 1 << 20 })).rejects.toMatchObject({
    code: "STF-SRC-103",
    message: expect.stringContaining("longer than 8 MiB"),
  });
});

test("a record a line: what is no JSON is unreadable, with its line, and the next one is read", async () => {
  const file = Buffer.concat([
    Buffer.from('\ufeff{"id":1}\r\n\nnot json\n{"id":"'),
    Buffer.from([0xff]),
    Buffer.from(`"}\n${"[".repeat(5000)}\n{"id":2}`),
  ]);
  for (const cut of [1, 7, 100_000]) {
    const { records } = await readAll(file, "ndjson", { cut });
    expect(values(records)).toEqual([
      { id: 1 },
      expect.stringMatching(/^line 3: the line is no JSON/),
      "line 4: the line is no UTF-8",
      "line 5: the line is nested deeper than 200 levels",
      { id: 2 },
    ]);
    expect(records.map(({ line, index }) => [line, index])).toEqual(
      [1, 3, 4, 5, 6].map((line, index) => [line, index]),
    );
  }
});

test("a line of more than 8 MiB is unreadable, and the next one is read", async () => {
  const file = `{"id":"${"x".repeat(9 << 20)}"}\n{"id":2}\n`;
  const { records } = await readAll(file, "ndjson", { cut: 1 << 20 });
  expect(values(records)).toEqual([expect.stringMatching(/^line 1: the line is longer than 8 MiB/), { id: 2 }]);
});
