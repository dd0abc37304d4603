/**
 * The stream of one client: what it has missed, then what happens, until it goes.
 *
 * | the client               | what happens                                                             |
 * | ------------------------ | ------------------------------------------------------------------------ |
 * | comes anew               | learns its position, then what happens from then on                       |
 * | comes back               | goes on after the last event it had                                       |
 * | comes back too late, or from another read model | `reset`: what it shows is to be read anew, then as one that comes anew |
 * | is slower than the events | is held by a page of them at most; once it has taken nothing for `patienceMs`, it is cut |
 *
 * The stream pulls: nothing is queued for a client but the page that it is being sent. So how many clients there are,
 * and how slow, costs the read model reads and nothing else.
 */
import { Readable } from "node:stream";
import type { Change, Following, ServedModel } from "../model.ts";
import { eventId, eventText, HEARTBEAT, positionText, seqOfEventId } from "./event-text.ts";
import type { SharedPages, TextBlock } from "./shared-pages.ts";

export interface EventStreamOptions {
  readonly following: Pick<Following, "onCommit">;
  readonly model: ServedModel;
  readonly pages: SharedPages;
  readonly tenantId: string;
  /** Last-Event-ID; undefined: it comes anew. */
  readonly lastEventId: string | undefined;
  /** Only events of this kind; null: all. */
  readonly kind: Change["kind"] | null;
  readonly heartbeatMs: number;
  /** How long a client may take nothing. */
  readonly patienceMs: number;
}

/** How long a client waits before it comes back, in ms. */
const RETRY_TEXT = "retry: 1000\n";
/** What is sent at once: a slow client holds no more than about so much memory, in characters. */
const HIGH_WATER = 64 * 1024;

/** Begins the stream. It ends by `destroy`, or when the client is cut. */
export function eventStream(options: EventStreamOptions): Readable {
  const { following, model, pages, tenantId, lastEventId, kind, heartbeatMs, patienceMs } = options;
  const known = lastEventId === undefined ? model.lastChange() : seqOfEventId(lastEventId, model.id());
  let seq = known ?? model.lastChange();
  /** Whether the client has taken all that it was given, and waits. */
  let isWaiting = false;
  let lastTakenAt = performance.now();

  const stream = new Readable({
    highWaterMark: HIGH_WATER,
    encoding: "utf8",
    read() {
      lastTakenAt = performance.now();
      isWaiting = true;
      pull();
    },
    destroy(error, done) {
      clearInterval(heart);
      stopListening();
      done(error);
    },
  });

  function pull(): void {
    while (isWaiting) {
      const page = pages.after(seq);
      if (page.reset !== null) {
        seq = page.seq;
        reset(page.reset);
        return;
      }
      if (page.seq === seq) return;
      seq = page.seq;
      const wanted = page.blocks.filter(isWanted);
      if (wanted.length > 0) push(wanted.map(({ text }) => text).join(""));
    }
  }

  function isWanted(block: TextBlock): boolean {
    return block.tenantId === tenantId && (kind === null || block.kind === kind);
  }

  function reset(reason: string): void {
    push(eventText("reset", eventId(model.id(), seq), { reason }));
  }

  function push(text: string): void {
    isWaiting = false;
    // Where it says that there is room, `read` is called again.
    stream.push(text);
  }

  const stopListening = following.onCommit(() => {
    if (isWaiting) pull();
  });
  const heart = setInterval(() => {
    if (isWaiting) push(HEARTBEAT);
    else if (performance.now() - lastTakenAt > patienceMs) stream.destroy();
  }, heartbeatMs);
  heart.unref();

  if (known === null) {
    push(RETRY_TEXT);
    reset("your last event is of another read model");
  } else {
    push(`${RETRY_TEXT}${positionText(eventId(model.id(), seq))}`);
  }
  return stream;
}
