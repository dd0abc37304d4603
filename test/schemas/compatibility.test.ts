/**
 * The schemas may follow every version released: FULL_TRANSITIVE, SEMANTICS 2.
 *
 * A release copies schemas/*.avsc to schemas/released/<version>/, where they never change again.
 */
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { checkFullTransitive } from "@stagefold/codec";
import { describe, expect, it } from "vitest";

const FOLDER = join(import.meta.dirname, "../../schemas");

/** By name of the file, the released texts in the order of their versions. */
const released = Map.groupBy(
  globSync("released/*/*.avsc", { cwd: FOLDER }).sort((a, b) => versionOf(a) - versionOf(b)),
  (path) => basename(path),
);

describe("the schemas", () => {
  it("have been released", () => {
    expect(released.size).toBeGreaterThan(0);
  });

  it.each([...released])("keep %s compatible with every version released", (file, paths) => {
    expect(checkFullTransitive(read(file), paths.map(read))).toEqual([]);
  });

  it.each([...released])("would not lose a field of %s unnoticed", (file, paths) => {
    const schema = JSON.parse(read(file)) as { readonly fields: readonly { readonly default?: unknown }[] };
    const required = schema.fields.findIndex((field) => field.default === undefined);
    const without = { ...schema, fields: schema.fields.filter((_, index) => index !== required) };

    expect(checkFullTransitive(JSON.stringify(without), paths.map(read))).not.toEqual([]);
  });
});

function versionOf(path: string): number {
  return Number(basename(dirname(path)));
}

function read(path: string): string {
  return readFileSync(join(FOLDER, path), "utf8");
}
