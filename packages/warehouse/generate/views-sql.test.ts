import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plainSql, templatesIn, viewsSql } from "./views-sql.ts";

const WAREHOUSE = join(import.meta.dirname, "../../../infra/warehouse");

test("given the models, then the file of views is current", () => {
  const views = viewsSql(templatesIn(join(WAREHOUSE, "models")));

  expect(readFileSync(join(WAREHOUSE, "views.sql"), "utf8")).toBe(views);
});

test("given models that refer to each other, then each comes after what it is made of", () => {
  const models = new Map([
    ["a", "select * from {{ ref('b') }}"],
    ["b", "select * from {{ source('stagefold', 'lead_stays') }}\n"],
  ]);

  const views = viewsSql(models);

  expect(views.indexOf("view b as\nselect * from lead_stays;")).toBeGreaterThan(0);
  expect(views.indexOf("view a as\nselect * from b;")).toBeGreaterThan(views.indexOf("view b as"));
});

test("given models in a circle, or more of dbt than names, then it says so", () => {
  expect(() => viewsSql(new Map([["a", "select * from {{ ref('a') }}"]]))).toThrow(/circle/);
  expect(() => plainSql("select {{ var('x') }}")).toThrow(/more of dbt/);
});
