import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { csvOf } from "./csv.ts";

/** Fields of RFC 4180, read as a spreadsheet does. */
function parsed(csv: string): string[][] {
  const lines: string[][] = [];
  let fields: string[] = [];
  for (let at = 0; at < csv.length; ) {
    let field = "";
    if (csv[at] === '"') {
      for (at++; csv[at] !== '"' || csv[at + 1] === '"'; at += csv[at] === '"' ? 2 : 1) field += csv[at];
      at++;
    } else {
      for (; csv[at] !== "," && csv[at] !== "\r"; at++) field += csv[at];
    }
    fields.push(field);
    if (csv[at] === ",") {
      at += 1;
    } else {
      at += 2;
      lines.push(fields);
      fields = [];
    }
  }
  return lines;
}

const row = z.object({
  text: z.string().nullable(),
  rate: z.object({ n: z.number(), value: z.number().nullable() }).nullable(),
  list: z.array(z.object({ reason: z.string() })),
});

describe("CSV", () => {
  test.prop([fc.array(fc.string({ unit: "binary" }), { maxLength: 5 })])(
    "gives every text back, with a ' before what would be a formula",
    (texts) => {
      const rows = texts.map((text) => ({ text, rate: null, list: [] }));

      const [header, ...lines] = parsed(csvOf(row, rows));
      expect(header).toEqual(["text", "rate.n", "rate.value", "list"]);
      expect(lines.map(([text]) => text)).toEqual(
        texts.map((text) => (/^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text)),
      );
    },
  );

  it("has a column for each field, whatever the rows hold", () => {
    const rows = [
      { text: "plain", rate: { n: -1, value: 0.5 }, list: [{ reason: "a,b" }] },
      { text: null, rate: null, list: [] },
    ];

    expect(csvOf(row, rows)).toBe('text,rate.n,rate.value,list\r\nplain,-1,0.5,"[{""reason"":""a,b""}]"\r\n,,,[]\r\n');
    expect(csvOf(row, [])).toBe("text,rate.n,rate.value,list\r\n");
  });

  it.each([
    ["=1+1", "'=1+1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["+cmd", "'+cmd"],
    ["-2", "-2"],
    ["-2+3", "'-2+3"],
    ["\t=1", "'\t=1"],
  ])("says %j as %j", (text, said) => {
    expect(csvOf(row, [{ text, rate: null, list: [] }])).toContain(`\r\n${said},`);
  });
});
