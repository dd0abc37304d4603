import { SCHEMAS } from "@stagefold/codec";
import { expect, it } from "vitest";
import { EVENT_SCHEMAS } from "./event-schema.ts";

interface Avro {
  readonly fields: readonly { readonly name: string; readonly default?: unknown }[];
}

it.each(Object.entries(EVENT_SCHEMAS))("%s is documented with the fields that its records have", (name, schema) => {
  const { fields } = JSON.parse(SCHEMAS[name as keyof typeof SCHEMAS]) as Avro;
  const documented = Object.keys(schema.shape).filter((field) => field !== "type");
  expect(documented.sort()).toEqual(fields.map((field) => field.name).sort());

  const optional = Object.entries(schema.shape).flatMap(([field, { type }]) => (type === "optional" ? [field] : []));
  const defaulted = fields.flatMap((field) => (field.default === undefined ? [] : [field.name]));
  // An eventId may come from the request's Idempotency-Key.
  expect(optional.sort()).toEqual(["eventId", ...defaulted].sort());
});
