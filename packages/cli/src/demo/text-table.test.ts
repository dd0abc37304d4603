import { describe, expect, it } from "vitest";
import { numberColumn, renderTable, textColumn } from "./text-table.ts";

const columns = [textColumn("Month"), numberColumn("Passed"), textColumn("Status")];
const table = { title: "MQLs", caption: "Passed to sales.", columns };

describe("a table", () => {
  it("sets text flush left and numbers flush right under their headers", () => {
    const rows = [
      ["Jan 2026", "1,204", "final"],
      ["Feb 2026", "7", "provisional"],
    ];
    expect(renderTable({ ...table, rows }, { colour: false })).toEqual([
      "MQLs",
      "Passed to sales.",
      "Month     Passed  Status",
      "-----------------------------",
      "Jan 2026   1,204  final",
      "Feb 2026       7  provisional",
    ]);
  });

  it("says so when there is nothing to show", () => {
    expect(renderTable({ ...table, rows: [] }, { colour: false })).toEqual([
      "MQLs",
      "Passed to sales.",
      "(nothing yet)",
    ]);
  });

  it("has the same text with colour and without", () => {
    const rows = [["Jan 2026", "1", "final"]];
    const coloured = renderTable({ ...table, rows }, { colour: true });
    expect(coloured[0]).toBe("\u001b[1mMQLs\u001b[22m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for
    const plain = coloured.map((line) => line.replaceAll(/\u001b\[\d+m/g, ""));
    expect(plain).toEqual(renderTable({ ...table, rows }, { colour: false }));
  });
});
