import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RECORD_SCHEMAS, VERSION, wantedTopics } from "@stagefold/service";
import { asyncApi } from "./asyncapi.ts";

const DOCS = join(import.meta.dirname, "../../../docs");

/** Where the document stands. */
export const ASYNCAPI_FILE = join(DOCS, "asyncapi.yaml");

/** The document as it should stand there. Throws where a page or an example is missing. */
export function generatedDocument(): string {
  return asyncApi({
    version: VERSION,
    topics: wantedTopics(),
    schemas: RECORD_SCHEMAS,
    page: (file) => readFileSync(join(DOCS, "topics", file), "utf8"),
  });
}
