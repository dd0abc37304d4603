/**
 * Erases leads from a data folder: what is published of them is taken back, and what the log says of them is removed, of
 * these leads and of all that were erased before. SEMANTICS 12.
 */
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { LeadErased, StagefoldConfig } from "@stagefold/domain";
import type { WallClock } from "@stagefold/processing";
import { inputOutRecord } from "@stagefold/processors";
import { type DataFolder, erasedRecords, saveDataFolder } from "@stagefold/service";
import { openPipeline, runToEnd } from "./pipeline.ts";

const CODEC = createAvroCodec(EMBEDDED_SCHEMA_IDS);

export interface EraseOptions {
  /** Under the configuration given. */
  readonly data: DataFolder;
  readonly config: StagefoldConfig;
  /** May be none: then what was erased before is removed from the log. */
  readonly leads: readonly LeadErased[];
  readonly wallClock: WallClock;
  readonly onStep: () => void;
}

export interface EraseResult {
  /** Leads of which the log said something. */
  readonly leads: number;
  /** Records of the log that were about them. */
  readonly records: number;
}

/** Erases. Interrupted, it can be done again: the log says all of a lead, or nothing. */
export async function eraseFromFolder(options: EraseOptions): Promise<EraseResult> {
  const { data, config, leads, wallClock, onStep } = options;
  const { folder, partitions, until } = data;
  const pipeline = await openPipeline({ folder, config, partitions, wallClock, clockLimit: until });
  try {
    saveDataFolder(data);
    await pipeline.kept.append(leads.map((lead) => inputOutRecord(lead, partitions, CODEC)));
    await runToEnd(pipeline, until ?? wallClock() - config.clock.latenessMs, wallClock, onStep);
    const { replacements, ...found } = await erasedRecords(pipeline.kept, partitions, config);
    await pipeline.kept.replaceRecords(replacements);
    // Also where nothing was replaced: one that was interrupted may have left what it replaced in the file.
    await pipeline.kept.vacuum();
    return found;
  } finally {
    await pipeline.close();
  }
}
