/** kill -9 at any moment of offering and draining on the embedded log: what was acknowledged is in the log, once. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { openEmbeddedLog } from "@stagefold/embedded-log";
import { expect, test } from "vitest";
import { killedAfter } from "./killed.ts";
import { batchOf, idsOf, openReady } from "./offering-child.ts";
import { publishedIn, TOPICS } from "./topics.ts";

const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
/** How many batches are acknowledged in each life: in the first moments, and in full run. */
const LIVES = [1, 3, 40, 2, 17, 90, 0, 61, 5, 33];

test("what was acknowledged is in the log once, and nothing is there twice", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-intake-"));
  try {
    const file = fileURLToPath(new URL("./offer-embedded.ts", import.meta.url));
    const acknowledged = await killedAfter(LIVES, { file, args: [folder] });
    expect(acknowledged.size).toBeGreaterThan(200);

    const log = openEmbeddedLog(join(folder, "log"), { topics: TOPICS, wallClock: Date.now });
    const intake = await openReady(folder, log, codec);
    await intake.published(new AbortController().signal);
    const ids = (await publishedIn(log, codec)).map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...acknowledged].flatMap(idsOf).filter((id) => !new Set(ids).has(id))).toEqual([]);
    // And it knows them.
    const [some = 0] = acknowledged;
    const statuses = (await intake.offer(batchOf(some))).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(["duplicate"]));
    await intake.close();
    await log.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
