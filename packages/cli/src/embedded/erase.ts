/**
 * Erases leads from a data folder: what is published of them is taken back, and what the log says of them is removed, of
 * these leads and of all that were erased before. SEMANTICS 12.
 */
import { existsSync } from "node:fs";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { LeadErased, StagefoldConfig } from "@stagefold/domain";
import { intakeFileIn, openIntake, openRequestFile } from "@stagefold/intake";
import type { Log, TaskId, WallClock } from "@stagefold/processing";
import { inputOutRecord } from "@stagefold/processors";
import { type DataFolder, erasedRecords, saveDataFolder } from "@stagefold/service";
import { CAPACITY_BYTES } from "../import/target/import-target.ts";
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
  const { data, config, wallClock, onStep } = options;
  const { folder, partitions, until } = data;
  // Nobody is told that leads are erased of whom something is left.
  const onTracesLeft = (_: TaskId, error: unknown): never => {
    throw error;
  };
  const pipeline = await openPipeline({ folder, config, partitions, wallClock, clockLimit: until, onTracesLeft });
  try {
    saveDataFolder(data);
    await sayErased(pipeline.kept, options);
    await runToEnd(pipeline, until ?? wallClock() - config.clock.latenessMs, wallClock, onStep);
    const { replacements, ...found } = await erasedRecords(pipeline.kept, partitions, config);
    await pipeline.kept.replaceRecords(replacements);
    // Also where nothing was replaced: one that was interrupted may have left what it replaced in the file.
    await pipeline.kept.vacuum();
    for (const { removeTraces } of pipeline.trackers) removeTraces();
    return found;
  } finally {
    await pipeline.close();
  }
}

/** Says it on lead-events; through intake, where the folder has been its, which forgets them with that. */
async function sayErased(log: Log, { data, config, leads, wallClock }: EraseOptions): Promise<void> {
  const { folder, partitions } = data;
  if (!existsSync(intakeFileIn(folder))) {
    await log.append(leads.map((lead) => inputOutRecord(lead, partitions, CODEC)));
    return;
  }
  const intake = openIntake({ folder, log, codec: CODEC, config, capacityBytes: CAPACITY_BYTES, wallClock });
  try {
    const never = new AbortController().signal;
    await intake.ready(never);
    const events = leads.map((record) => ({ kind: "record", record }) as const);
    const refused = (await intake.offer(events, { untilPublished: true })).find(({ status }) => status === "refused");
    if (refused !== undefined)
      throw new Error(`intake does not take that a lead is erased: ${JSON.stringify(refused)}`);
    await intake.published(never);
    const requests = openRequestFile({ folder, wallClock });
    const tenants = new Set([...config.tenants.keys(), ...leads.map(({ tenantId }) => tenantId)]);
    requests.refused.forget((_, value) => tenants.values().some((tenantId) => intake.isErased(tenantId, value)));
    requests.close();
  } finally {
    await intake.close();
  }
}
