import { expect, test } from "vitest";
import { subjectOf } from "./record-schema.ts";

test("given a record on a topic, then its subject is the topic and the record's full name", () => {
  const on = (schema: object): string => subjectOf({ record: "R", topic: "t-opic", schema: JSON.stringify(schema) });

  expect(on({ type: "record", namespace: "a.b", name: "R" })).toBe("t-opic-a.b.R");
  expect(on({ type: "record", name: "R" })).toBe("t-opic-R");
});
