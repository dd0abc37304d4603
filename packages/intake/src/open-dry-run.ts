/**
 * An intake that writes nothing, neither to file nor to log: what offers would give. It starts from what the file knows
 * and the topics hold, and remembers in a temporary file what it read and accepted itself.
 */
import { existsSync } from "node:fs";
import { acceptEvent } from "./accept/accept-event.ts";
import { judgedBy } from "./accept/judging.ts";
import { OfferQueue } from "./accept/offer-queue.ts";
import { IntakeClosedError } from "./errors.ts";
import { openIntakeFileOver } from "./file/intake-file.ts";
import { isErased } from "./file/known-events.ts";
import { type FollowedLog, Follower } from "./follow/follower.ts";
import type { Intake } from "./intake.ts";
import { type IntakeOptions, intakeFileIn } from "./open-intake.ts";

export interface DryRunOptions extends Pick<IntakeOptions, "codec" | "config" | "wallClock"> {
  /** Where the file is, or may be; it may be in use. null: nothing is known. */
  readonly folder: string | null;
  /** Its topics are read to their ends; null: they are not. */
  readonly log: FollowedLog | null;
}

/**
 * Opens a dry run; it has read the topics when it resolves. What is accepted counts as published at once.
 * Throws NotAnIntakeFileError, IntakeFormatError, IntakeUnavailableError, OtherLogError, and what the log throws.
 */
export async function openDryRun(options: DryRunOptions): Promise<Intake> {
  const { folder, log, codec, config, wallClock } = options;
  const path = folder === null ? null : intakeFileIn(folder);
  const file = openIntakeFileOver(path !== null && existsSync(path) ? path : null);
  const judging = { codec, config };
  const stopping = new AbortController();
  if (log !== null) {
    try {
      file.judgeBy(judgedBy(config));
      await new Follower(log, file, judging, stopping.signal, {}).catchUp();
    } catch (error) {
      file.close();
      throw error;
    }
  }
  const queue = new OfferQueue(
    file,
    (events) => {
      const now = wallClock();
      const outcomes = events.map((event) => acceptEvent(event, now, file, judging));
      // Nobody takes them from there.
      file.outbox.remove(file.outbox.last);
      file.outbox.sendAgainFrom(file.outbox.last);
      return outcomes;
    },
    () => {},
  );
  return {
    async offer(events, { mark } = {}) {
      if (stopping.signal.aborted) throw new IntakeClosedError();
      return (await queue.offer(events, mark === undefined ? {} : { mark })).outcomes;
    },
    mark: (reader) => file.mark(reader),
    isErased: (tenantId, leadId) => isErased(tenantId, leadId, file.known),
    published: async () => {},
    state: { pendingEvents: 0, pendingBytes: 0, capacityBytes: 0, logTrouble: null, notReady: null },
    ready: async () => {},
    failed: new Promise<never>(() => {}),
    async close() {
      if (stopping.signal.aborted) return;
      stopping.abort();
      queue.flush();
      file.close();
    },
  };
}
