/** The topics on Kafka. What is accepted is safe in the data folder, also while the brokers are away. */
import type { StagefoldConfig } from "@stagefold/domain";
import { IntakeLockedError, openIntake } from "@stagefold/intake";
import { type KafkaEnvironment, type Logger, openKafkaForEvents } from "@stagefold/service";
import { FolderInUseError } from "../folder-in-use-error.ts";
import { CAPACITY_BYTES, type ImportTarget } from "./import-target.ts";

export interface KafkaTargetOptions {
  readonly kafka: KafkaEnvironment;
  /** Of this import, or of one intake service that does not run. */
  readonly folder: string;
  readonly config: StagefoldConfig;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** For the sentence of FolderInUseError. */
  readonly sourceName: string;
}

/** Opens it once brokers and registry are reached; null where the signal is aborted before. Throws FolderInUseError, and what openKafkaForEvents and openIntake throw. */
export async function openKafkaTarget(options: KafkaTargetOptions): Promise<ImportTarget | null> {
  const { kafka, folder, config, signal, logger, sourceName } = options;
  const opened = await openKafkaForEvents({ ...kafka, folder, signal, logger });
  if (opened === null) return null;
  const { log, codec } = opened;
  try {
    const intake = openIntake({
      folder,
      log,
      codec,
      config,
      capacityBytes: CAPACITY_BYTES,
      wallClock: Date.now,
      events: {
        onTrouble: (err, waitMs) =>
          logger.warn({ err, waitMs }, "Kafka takes nothing; what is accepted is kept in the data folder"),
        onFollowTrouble: (err) => logger.warn({ err }, "the topics cannot be read"),
      },
    });
    return {
      intake,
      keepsMarks: true,
      finish: (until) => intake.published(until),
      async close() {
        await intake.close();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    if (error instanceof IntakeLockedError) throw new FolderInUseError(folder, sourceName, error);
    throw error;
  }
}
