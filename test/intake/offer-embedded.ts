/** Offers on the embedded log in a folder: `node offer-embedded.ts FOLDER FIRST`. */
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { openEmbeddedLog } from "@stagefold/embedded-log";
import { offerFrom, openReady } from "./offering-child.ts";
import { TOPICS } from "./topics.ts";

const [folder = "", first = ""] = process.argv.slice(2);
const log = openEmbeddedLog(join(folder, "log"), { topics: TOPICS, wallClock: Date.now });
await offerFrom(Number(first), await openReady(folder, log, createAvroCodec(EMBEDDED_SCHEMA_IDS)));
