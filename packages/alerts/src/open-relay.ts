/**
 * The alert relay: follows the topic of SLA breaches, and tells each target what it is to hear.
 *
 * Nobody is told anything before the topic was read to its end: so whatever was missed, what is told is what is true. A
 * target that is away holds up neither the others nor the reading.
 */
import type { AvroCodec } from "@stagefold/codec";
import { ProcessingError } from "@stagefold/processing";
import type { Tracing } from "@stagefold/tracing";
import { openAlertFile } from "./file/alert-file.ts";
import { type FollowedLog, Follower } from "./follow/follower.ts";
import { noteOpen } from "./follow/note-news.ts";
import { httpPost, type Post } from "./send/post.ts";
import { Sender, type SenderEvents } from "./send/sender.ts";
import type { AlertSettings } from "./settings/alert-settings.ts";

export interface RelayOptions {
  /** Of the relay's file; made where it is not there. */
  readonly path: string;
  readonly settings: AlertSettings;
  readonly wallClock: () => number;
  /** Waits so many ms or until the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly events: RelayEvents;
  /** Default: HTTP. */
  readonly post?: Post;
  /** Default null: rounds are not traced. */
  readonly tracing?: Tracing | null;
}

/** What there is to tell; none of it needs an answer. */
export interface RelayEvents extends SenderEvents {
  /** The log or the file is away for a while. */
  readonly onTrouble: (trouble: ProcessingError) => void;
  /** What was in the way is no longer. */
  readonly onWell: () => void;
  /** All that the topic held was read, for the first time. */
  readonly onCaughtUp: () => void;
  readonly onUnreadable: (partition: number, offset: number, detail: string) => void;
  readonly onMissed: (partition: number, records: number) => void;
  readonly onOtherTopic: (partition: number) => void;
}

/** How the relay stands. */
export interface RelayState {
  /** Records that it has not read, by the ends that it saw last; null: it has not looked yet. */
  readonly behind: number | null;
  readonly isCaughtUp: boolean;
  readonly targets: readonly TargetState[];
}

export interface TargetState {
  readonly name: string;
  /** Clocks that it is to be told something of. */
  readonly waiting: number;
  /** How long the oldest waits, in ms. */
  readonly waitingMs: number;
  /** Clocks that it was told are open. */
  readonly open: number;
  /** Whether it failed when it was tried last. */
  readonly isFailing: boolean;
}

export interface AlertRelay {
  state(): RelayState;
  /** Relays until the signal is aborted; what is on its way then may take some seconds. Throws what does not pass. */
  run(source: { readonly log: FollowedLog; readonly codec: AvroCodec }, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** How long nothing new is waited on. */
const IDLE_MS = 500;
const TROUBLE_MS = 1_000;
/** How long a request that is on its way may take once told to stop. */
const LEAVE_MS = 3_000;

/** Opens the file. Throws AlertFileTakenError, NotAnAlertFileError, AlertFileFormatError, AlertFileUnavailableError. */
export function openAlertRelay(options: RelayOptions): AlertRelay {
  const { settings, wallClock, pause, events, tracing = null } = options;
  const { targets } = settings;
  const file = openAlertFile(options.path);
  let follower: Follower | null = null;
  let senders: readonly Sender[] = [];

  /** Does `work` again and again; true: there may be more at once. What passes by itself is waited out. */
  async function repeat(work: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    let isWell = true;
    while (!signal.aborted) {
      try {
        const more = await work();
        if (!isWell) events.onWell();
        isWell = true;
        if (!more) await pause(IDLE_MS, signal);
      } catch (error) {
        if (!(error instanceof ProcessingError) || error.disposition !== "retry") throw error;
        isWell = false;
        events.onTrouble(error);
        await pause(TROUBLE_MS, signal);
      }
    }
  }

  return {
    state() {
      const now = wallClock();
      return {
        behind: follower?.behind ?? null,
        isCaughtUp: follower?.isCaughtUp ?? false,
        targets: targets.map(({ name }, index) => {
          const since = file.waitingSince(name);
          const waitingMs = since === null ? 0 : Math.max(0, now - since);
          return { name, ...file.counts(name), waitingMs, isFailing: senders[index]?.isFailing ?? false };
        }),
      };
    },
    async run({ log, codec }, stop) {
      const over = new AbortController();
      const signal = AbortSignal.any([stop, over.signal]);
      const left = new AbortController();
      const post = options.post ?? httpPost(left.signal);
      const leaving = (): void => void setTimeout(() => left.abort(), LEAVE_MS).unref();
      signal.addEventListener("abort", leaving, { once: true });
      const following = new Follower({ log, codec, file, targets, wallClock, ...events });
      follower = following;
      senders = targets.map((target) => new Sender({ target, file, post, wallClock, signal, events, tracing }));
      noteOpen(file, targets, wallClock());
      let wasCaughtUp = false;
      const works = [
        async () => {
          const moved = await following.round();
          if (following.isCaughtUp && !wasCaughtUp) events.onCaughtUp();
          wasCaughtUp ||= following.isCaughtUp;
          return moved;
        },
        ...senders.map((sender) => async () => {
          if (following.isCaughtUp) await sender.step();
          return false;
        }),
      ];
      const running = works.map((work) => repeat(work, signal).finally(() => over.abort()));
      const failed = (await Promise.allSettled(running)).find((work) => work.status === "rejected");
      left.abort();
      if (failed !== undefined) throw failed.reason;
    },
    close: () => file.close(),
  };
}
