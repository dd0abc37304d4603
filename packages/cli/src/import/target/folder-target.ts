/** The embedded log in a data folder, which no running service has. */
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { StagefoldConfig } from "@stagefold/domain";
import { LogLockedError } from "@stagefold/embedded-log";
import { IntakeLockedError, openIntake } from "@stagefold/intake";
import { openLiveFolder } from "@stagefold/service";
import { FolderInUseError } from "../folder-in-use-error.ts";
import { CAPACITY_BYTES, type ImportTarget } from "./import-target.ts";

export interface FolderTargetOptions {
  /** Made where it is not there. */
  readonly folder: string;
  readonly config: StagefoldConfig;
  /** null: those that it has; a new one gets one. */
  readonly partitions: number | null;
  /** For the sentence of FolderInUseError. */
  readonly sourceName: string;
}

/** Opens it. Throws FolderInUseError, FolderRefusedError, and what openLiveFolder and openIntake throw. */
export async function openFolderTarget(options: FolderTargetOptions): Promise<ImportTarget> {
  const { folder, config, partitions, sourceName } = options;
  try {
    const { log } = await openLiveFolder({ folder, config, partitions, wallClock: Date.now });
    try {
      const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
      const intake = openIntake({ folder, log, codec, config, capacityBytes: CAPACITY_BYTES, wallClock: Date.now });
      return {
        intake,
        keepsMarks: true,
        finish: (signal) => intake.published(signal),
        async close() {
          await intake.close();
          await log.close();
        },
      };
    } catch (error) {
      await log.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof LogLockedError || error instanceof IntakeLockedError)
      throw new FolderInUseError(folder, sourceName, error);
    throw error;
  }
}
