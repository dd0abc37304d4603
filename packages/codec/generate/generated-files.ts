/** What is generated from `schemas/`, as text by path: the one list that writing and checking share. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { avroCode } from "./avro-code.ts";
import { domainTypes } from "./domain-types.ts";
import { ndjsonCode } from "./ndjson-code.ts";
import { type RecordSchema, readSchema } from "./schema-model.ts";

/** The files that stem from the schemas under `root`, by path from `root`. */
export function generatedFiles(root: string): ReadonlyMap<string, string> {
  const schemas = allSchemas(root);
  const files = new Map([
    [
      "packages/domain/src/record/records.generated.ts",
      domainTypes(
        schemas.filter((schema) => !schema.internal),
        "schemas/*.avsc",
      ),
    ],
    ["packages/codec/src/avro/records.generated.ts", avroCode(schemas)],
    ["packages/codec/src/ndjson/records.generated.ts", ndjsonCode(schemas)],
  ]);
  const internal = schemas.filter((schema) => schema.internal);
  if (internal.length > 0) {
    files.set(
      "packages/domain/src/record/internal-records.generated.ts",
      domainTypes(internal, "schemas/internal/*.avsc"),
    );
  }
  return files;
}

/** The paths of those whose text on disk is another one, or that are not there. */
export function staleFiles(root: string): string[] {
  return [...generatedFiles(root)]
    .filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text)
    .map(([path]) => path);
}

/** Every schema, by its number on the embedded log. */
function allSchemas(root: string): RecordSchema[] {
  const ids = JSON.parse(readFileSync(join(root, "packages/codec/embedded-ids.json"), "utf8")) as Record<
    string,
    number
  >;
  const schemas = ["schemas", "schemas/internal"].flatMap((folder) => schemasIn(root, folder, ids));
  if (new Set(Object.values(ids)).size !== Object.keys(ids).length)
    throw new Error("embedded-ids.json gives a number twice");
  return schemas.sort((a, b) => a.embeddedId - b.embeddedId);
}

function schemasIn(root: string, folder: string, ids: Readonly<Record<string, number>>): RecordSchema[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith(".avsc"))
    .map((file) => {
      const id = ids[file.slice(0, -".avsc".length)];
      if (id === undefined)
        throw new Error(
          `${folder}/${file} has no number in packages/codec/embedded-ids.json: give it the next one that was never used`,
        );
      return readSchema(readFileSync(join(root, folder, file), "utf8"), folder !== "schemas", id);
    });
}
