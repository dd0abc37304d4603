import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ASYNCAPI_FILE, generatedDocument } from "./generated-document.ts";

test("given the schemas, the topics' settings and the pages about them, then docs/asyncapi.yaml is current", () => {
  expect(readFileSync(ASYNCAPI_FILE, "utf8")).toBe(generatedDocument());
});
