/**
 * Opens intake on a data folder and a log: offers are taken into the file, and two loops run beside them, one that
 * brings the outbox to the log, one that follows the topics.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { AvroCodec } from "@stagefold/codec";
import type { StagefoldConfig } from "@stagefold/domain";
import type { Log, WallClock } from "@stagefold/processing";
import { acceptEvent } from "./accept/accept-event.ts";
import { judgedBy } from "./accept/judging.ts";
import { OfferQueue } from "./accept/offer-queue.ts";
import { type DrainEvents, Drainer } from "./drain/drainer.ts";
import { IntakeClosedError, IntakeFullError, IntakeNotReadyError, IntakeUnavailableError } from "./errors.ts";
import { openIntakeFile } from "./file/intake-file.ts";
import { isErased } from "./file/known-events.ts";
import { learnPending } from "./file/learn-pending.ts";
import { type FollowEvents, Follower } from "./follow/follower.ts";
import type { Intake } from "./intake.ts";
import { pause } from "./pause.ts";

/** What there is to tell; none of it needs an answer. */
export type IntakeEvents = DrainEvents & FollowEvents;

export interface IntakeOptions {
  /** Has, or gets, `intake.db`; made where it is not there. Each intake has its own. */
  readonly folder: string;
  /** Of its own, or one that no two readers of a partition use at once. It is not closed. */
  readonly log: Log;
  readonly codec: AvroCodec;
  readonly config: StagefoldConfig;
  /** The most bytes that may wait for the log. A batch beyond it is taken where nothing waits. */
  readonly capacityBytes: number;
  readonly wallClock: WallClock;
  readonly events?: IntakeEvents;
}

/** Where the file is in a data folder. */
export function intakeFileIn(folder: string): string {
  return join(folder, "intake.db");
}

const READING = "what the topics hold is being read";
const LEAST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** While nothing is known of how fast the log is, or it is away. */
const UNKNOWN_RETRY_MS = 5_000;
const PATIENCE_MS = 5_000;
/** How long loops that were told to stop are waited for: a call to a log that hangs ends when the log is closed. */
const STOP_MS = 1_000;

/**
 * Opens intake; it is ready once the topics were read (`ready`).
 * Throws IntakeLockedError, NotAnIntakeFileError, IntakeFormatError, IntakeUnavailableError.
 */
export function openIntake(options: IntakeOptions): Intake {
  const { folder, log, codec, config, capacityBytes, wallClock, events = {} } = options;
  makeFolder(folder);
  const file = openIntakeFile(intakeFileIn(folder));
  const judging = { codec, config };
  file.judgeBy(judgedBy(config));
  if (!file.isComplete) learnPending(file, judging, wallClock());

  const stopping = new AbortController();
  const failing = Promise.withResolvers<never>();
  // Nobody may be waiting.
  failing.promise.catch(() => {});
  const readying = Promise.withResolvers<void>();
  readying.promise.catch(() => {});
  let failure: { readonly error: unknown } | null = null;
  let isReady = false;
  let closing: Promise<void> | null = null;

  const drainer = new Drainer(log, file, stopping.signal, {
    ...events,
    onTrouble(error, waitMs) {
      noteReady();
      events.onTrouble?.(error, waitMs);
    },
  });
  let erasures = 0;
  // They may be of these.
  if (file.known.hasErased) drainer.clearTo(file.outbox.last);
  const follower = new Follower(log, file, judging, stopping.signal, {
    onCaughtUp(records) {
      noteReady();
      events.onCaughtUp?.(records);
    },
    onFollowTrouble(error) {
      noteReady();
      events.onFollowTrouble?.(error);
    },
    onErased: noteErased,
  });
  const queue = new OfferQueue(file, acceptOffer, () => {
    noteErased();
    drainer.wake();
  });
  const loops = Promise.all([drainer.run().catch(fail), follower.run().catch(fail)]);

  function fail(error: unknown): void {
    if (stopping.signal.aborted) return;
    failure ??= { error };
    failing.reject(error);
    stopping.abort();
  }

  /** Without the log, what was read before is what there is to go by. Who was ready once stays so. */
  function noteReady(): void {
    const isAway = follower.isAway || drainer.trouble !== null;
    if (!follower.isCaughtUp && !(isAway && file.isComplete)) return;
    isReady = true;
    readying.resolve();
  }

  /** What waits of a lead that was erased leaves with the log's next answer. */
  function noteErased(): void {
    if (file.known.erasures === erasures) return;
    erasures = file.known.erasures;
    drainer.clearTo(file.outbox.last);
    events.onErased?.();
  }

  function acceptOffer(offered: Parameters<Intake["offer"]>[0]): Awaited<ReturnType<Intake["offer"]>> {
    const now = wallClock();
    const before = file.outbox.bytes;
    const outcomes = offered.map((event) => acceptEvent(event, now, file, judging));
    const { bytes } = file.outbox;
    if (bytes > capacityBytes && before > 0 && bytes > before) {
      throw new IntakeFullError(before, capacityBytes, retryAfterMs(bytes - capacityBytes), drainer.trouble);
    }
    return outcomes;
  }

  function retryAfterMs(bytes: number): number {
    const ms = drainer.trouble === null ? drainer.msFor(bytes) : null;
    return Math.min(Math.max(Math.ceil(ms ?? UNKNOWN_RETRY_MS), LEAST_RETRY_MS), LONGEST_RETRY_MS);
  }

  function assertOpen(): void {
    if (failure !== null) throw failure.error;
    if (closing !== null) throw new IntakeClosedError();
  }

  /** Until the rows up to this one are in the log. */
  async function landed(upTo: number, signal?: AbortSignal): Promise<void> {
    const aborted = Promise.withResolvers<never>();
    const onAbort = (): void => aborted.reject(signal?.reason);
    const onStop = (): void => aborted.reject(failure?.error ?? new IntakeClosedError());
    stopping.signal.addEventListener("abort", onStop, { once: true });
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      signal?.throwIfAborted();
      if (stopping.signal.aborted) onStop();
      await Promise.race([drainer.landed(upTo), aborted.promise]);
    } finally {
      aborted.promise.catch(() => {});
      stopping.signal.removeEventListener("abort", onStop);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async function end(patienceMs: number): Promise<void> {
    queue.flush();
    readying.reject(new IntakeClosedError());
    const impatience = new AbortController();
    if (patienceMs > 0 && failure === null) {
      const emptied = landed(file.outbox.last).then(() => drainer.cleared());
      await Promise.race([emptied.catch(() => {}), pause(patienceMs, impatience.signal)]);
    }
    stopping.abort();
    await Promise.race([loops, pause(STOP_MS, impatience.signal)]);
    impatience.abort();
    file.close();
  }

  return {
    async offer(offered, { untilPublished = false, ...kept } = {}) {
      assertOpen();
      if (!isReady) throw new IntakeNotReadyError(READING);
      const { outcomes, upTo } = await queue.offer(offered, kept);
      if (untilPublished) await landed(upTo);
      return outcomes;
    },
    mark: (reader) => file.mark(reader),
    isErased: (tenantId, leadId) => isErased(tenantId, leadId, file.known),
    async published(signal) {
      assertOpen();
      queue.flush();
      await landed(file.outbox.last, signal);
    },
    get state() {
      return {
        pendingEvents: file.outbox.events,
        pendingBytes: file.outbox.bytes,
        capacityBytes,
        logTrouble: failure === null ? drainer.trouble : messageOf(failure.error),
        notReady: isReady ? null : READING,
      };
    },
    async ready(signal) {
      assertOpen();
      signal.throwIfAborted();
      const aborted = Promise.withResolvers<never>();
      const onAbort = (): void => aborted.reject(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
      await Promise.race([readying.promise, failing.promise, aborted.promise]).finally(() =>
        signal.removeEventListener("abort", onAbort),
      );
    },
    failed: failing.promise,
    close(patienceMs = PATIENCE_MS) {
      closing ??= end(patienceMs);
      return closing;
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new IntakeUnavailableError(folder, cause);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
