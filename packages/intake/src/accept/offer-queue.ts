/**
 * Offers that come together share a transaction, and so its fsync: those that arrive while the event loop handles what
 * the network brought are taken in one go. Each is accepted whole or not at all.
 */
import type { MappedEvent } from "@stagefold/sources";
import { IntakeUnavailableError } from "../errors.ts";
import type { IntakeFile } from "../file/intake-file.ts";
import type { OfferOptions, Outcome } from "../intake.ts";

/** Accepts one offer, within a transaction. Throws where nothing of it is taken. */
export type AcceptOffer = (events: readonly MappedEvent[]) => readonly Outcome[];

/** What an offer gives once it is durable. */
export interface Taken {
  readonly outcomes: readonly Outcome[];
  /** The last row of the outbox, of this or an earlier offer. */
  readonly upTo: number;
}

/** What is kept with what is accepted of an offer. */
type KeptWith = Pick<OfferOptions, "mark" | "traceparent">;

interface Waiting {
  readonly events: readonly MappedEvent[];
  readonly kept: KeptWith;
  readonly resolve: (taken: Taken) => void;
  readonly reject: (error: unknown) => void;
}

/** A transaction has no more than this, so that nobody is held up for long. */
const MOST_EVENTS = 5_000;

export class OfferQueue {
  readonly #file: Pick<IntakeFile, "transaction" | "setMark" | "outbox">;
  readonly #accept: AcceptOffer;
  readonly #onTaken: () => void;
  #waiting: Waiting[] = [];
  #isScheduled = false;

  /** `onTaken` is called after each transaction. */
  constructor(file: Pick<IntakeFile, "transaction" | "setMark" | "outbox">, accept: AcceptOffer, onTaken: () => void) {
    this.#file = file;
    this.#accept = accept;
    this.#onTaken = onTaken;
  }

  /** Resolves once it is durable; rejects where nothing of it was taken. */
  offer(events: readonly MappedEvent[], kept: KeptWith): Promise<Taken> {
    const { promise, resolve, reject } = Promise.withResolvers<Taken>();
    this.#waiting.push({ events, kept, resolve, reject });
    this.#schedule();
    return promise;
  }

  /** Takes what waits at once. */
  flush(): void {
    while (this.#waiting.length > 0) this.#take();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      if (this.#waiting.length > 0) this.#take();
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  /** The next ones in one transaction, at least one. */
  #take(): void {
    const group: Waiting[] = [];
    let events = 0;
    while (this.#waiting.length > 0) {
      const next = this.#waiting[0] as Waiting;
      if (group.length > 0 && events + next.events.length > MOST_EVENTS) break;
      group.push(next);
      events += next.events.length;
      this.#waiting.shift();
    }
    const settle: (() => void)[] = [];
    try {
      this.#file.transaction(() => {
        for (const waiting of group) settle.push(this.#takeOne(waiting));
      });
    } catch (error) {
      // The transaction is gone, and with it all of them.
      for (const { reject } of group) reject(error);
      return;
    }
    for (const settleOne of settle) settleOne();
    this.#onTaken();
  }

  /** Takes one in within the transaction; gives what tells its caller, once that holds. */
  #takeOne({ events, kept, resolve, reject }: Waiting): () => void {
    const { mark, traceparent } = kept;
    try {
      const outcomes = this.#file.transaction(() => {
        const before = this.#file.outbox.last;
        const accepted = this.#accept(events);
        if (traceparent !== undefined) this.#file.outbox.traced(before, traceparent);
        if (mark !== undefined) this.#file.setMark(mark.reader, mark.state);
        return accepted;
      });
      const upTo = this.#file.outbox.last;
      return () => resolve({ outcomes, upTo });
    } catch (error) {
      // What the file could not do may have ended the whole transaction.
      if (error instanceof IntakeUnavailableError) throw error;
      return () => reject(error);
    }
  }
}
