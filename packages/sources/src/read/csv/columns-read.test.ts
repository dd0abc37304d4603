import type { SourceConfig } from "@stagefold/config";
import { expect, test } from "vitest";
import { column, leadSource, path } from "../reading.test-support.ts";
import { columnsRead } from "./columns-read.ts";

type Event = SourceConfig["events"][number];
const [lead] = leadSource().events as [Event];

/** An event for rows in which all of these columns are filled, with the stage from the last of them. */
function askingFor(...columns: readonly string[]): Event {
  const when = columns.map((name) => ({ field: path(name), test: { kind: "present", wanted: true } }) as const);
  return { ...lead, when, fields: new Map([...lead.fields, ["stage", column(columns.at(-1) as string)]]) };
}

test("what an event cannot be made without is needed, what may stay empty is wanted", () => {
  expect(columnsRead(leadSource())).toEqual({ needed: [["lead"], ["stage"], ["at"]], wanted: [["owner"]] });
});

test("a column that one of several events asks for is wanted: another file has another one", () => {
  const { needed, wanted } = columnsRead(leadSource({ events: [askingFor("Phase"), askingFor("Stufe")] }));
  expect(needed).toEqual([["lead"], ["at"]]);
  expect(wanted).toEqual([["Phase"], ["owner"], ["Stufe"]]);
});

test("a column that all events ask for, or the only one, is needed", () => {
  expect(columnsRead(leadSource({ events: [askingFor("stage")] })).needed).toContainEqual(["stage"]);
  const both = [askingFor("lead", "Phase"), askingFor("lead", "Stufe")];
  expect(columnsRead(leadSource({ events: both })).needed).toEqual([["lead"], ["at"]]);
});

test("a column with the time zone is wanted: without it the source's holds", () => {
  const at = { ...column("at"), timeZone: path("zone") } as const;
  const events = [{ ...lead, fields: new Map([...lead.fields, ["occurredAt", at] as const]) }];
  const { needed, wanted } = columnsRead(leadSource({ events }));
  expect(needed).toEqual([["lead"], ["stage"], ["at"]]);
  expect(wanted).toContainEqual(["zone"]);
});
