/**
 * A file of events for `stagefold replay`: written under another name, and there only once all is in it.
 *
 * Intake judges them as it does everywhere, in a folder of its own that goes with it.
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { StagefoldConfig } from "@stagefold/domain";
import { openIntake } from "@stagefold/intake";
import { OutFileError } from "../out-file-error.ts";
import { CAPACITY_BYTES, type ImportTarget } from "./import-target.ts";
import { ndjsonLog } from "./ndjson-log.ts";

/** Opens it. Throws OutFileError. */
export function openFileTarget(path: string, config: StagefoldConfig): ImportTarget {
  const attempted = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new OutFileError(path, error);
    }
  };
  // Beside the file: a rename does not go from one disk to another.
  const folder = attempted(() => mkdtempSync(join(dirname(path), `.${basename(path)}-`)));
  const part = join(folder, "events.ndjson");
  const file = attempted(() => openSync(part, "w"));
  const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
  const log = ndjsonLog(codec, (lines) => attempted(() => writeSync(file, lines)));
  const intake = openIntake({ folder, log, codec, config, capacityBytes: CAPACITY_BYTES, wallClock: Date.now });
  return {
    intake,
    keepsMarks: false,
    async finish(signal) {
      await intake.published(signal);
      attempted(() => {
        fsyncSync(file);
        renameSync(part, path);
      });
    },
    async close() {
      await intake.close(0);
      closeSync(file);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
