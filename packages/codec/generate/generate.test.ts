import { join } from "node:path";
import { expect, test } from "vitest";
import { staleFiles } from "./generated-files.ts";

test("given the schemas, then every generated file is current", () => {
  expect(staleFiles(join(import.meta.dirname, "../../.."))).toEqual([]);
});
