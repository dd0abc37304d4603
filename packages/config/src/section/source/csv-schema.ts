import type { z } from "zod";
import { documented } from "../../schema/key-reference.ts";
import { filledListOf, keys, leaf } from "../../schema/shapes.ts";
import { type Reading, refuse } from "../../value/reading.ts";
import { readOneOf, readText } from "../../value/text.ts";
import type { CsvConfig } from "./source-config.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;

/** How a CSV file is written, where the file does not show it. */
export const csvSchema = keys("csv", {
  delimiter: documented(
    leaf(
      (found): Reading<string> =>
        DELIMITERS.some((one) => one === found)
          ? { value: found as string }
          : refuse(found, 'what sets cells apart: ",", ";", "|" or "\\t"'),
    ),
    {
      type: '",", ";", "|" or "\\t"',
      default: "found from the header",
      meaning: "What sets cells apart.",
      example: '";"',
    },
  ).optional(),
  encoding: documented(
    leaf((found) => readOneOf(found, "an encoding", ["utf-8", "utf-16le", "windows-1252"])),
    {
      type: "utf-8, utf-16le, windows-1252",
      default: "by the byte order mark, else utf-8",
      meaning: "How letters are written.",
      example: "windows-1252",
    },
  ).optional(),
  columns: documented(
    filledListOf(
      "columns",
      leaf((found) => readText(found, "the name of a column")),
    ),
    {
      type: "list of texts",
      default: "the file has a header",
      meaning: "The columns of a file without a header, in order.",
      example: "[lead, stage, at]",
    },
  ).optional(),
});

/** The form of CSV files, with what is to be found from them as null. Pure. */
export function compileCsv(spec: z.output<typeof csvSchema> | undefined): CsvConfig {
  return {
    delimiter: spec?.delimiter ?? null,
    encoding: spec?.encoding ?? null,
    columns: spec?.columns ?? null,
  };
}
