import { expect, test } from "vitest";
import { formatKeyPath } from "./key-path.ts";

test.each([
  [["tenants", "acme", "slas", 0, "within"], "tenants.acme.slas[0].within"],
  [["tenants", "*", "calendars", "sales-hours"], "tenants.*.calendars.sales-hours"],
  [["tenants", "a.b", "currency"], 'tenants["a.b"].currency'],
  [["tenants", "a\nb"], 'tenants["a\\nb"]'],
  [[], "(top level)"],
])("given %j, then the key reads %s", (path, key) => {
  expect(formatKeyPath(path)).toBe(key);
});
