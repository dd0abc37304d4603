/**
 * Intake: takes events in, once each, and brings them to the log.
 *
 * What is offered is judged as the processors judge it, compared with what is known (its own file follows the topics),
 * and kept on disk in the same transaction as what is then known of it; from there it goes to the log in transactions
 * that hold how far they came. So an answer means that the event is safe, a crash loses nothing, and nothing is
 * written twice.
 */
import type { DeadLetterReason } from "@stagefold/processors";
import type { MappedEvent } from "@stagefold/sources";

/** Why an event is refused: as of dead letters, or because its lead was erased. */
export type RefusalReason = DeadLetterReason | "LEAD_ERASED";

/** What became of one event that was offered. */
export type Outcome =
  | {
      /** `accepted`: it is durable. `duplicate`: it was there already, the same. */
      readonly status: "accepted" | "duplicate";
      readonly eventId: string;
    }
  | {
      /** A rule's event whose lead does not stand where the rule starts from; or spend that changes nothing. */
      readonly status: "not-due";
      readonly eventId: string;
      readonly detail: string;
    }
  | {
      readonly status: "refused";
      /** null: it has none, or its lead was erased. */
      readonly eventId: string | null;
      readonly reason: RefusalReason;
      readonly detail: string;
    };

/** Where a reader of a file or topic stands: kept in the transaction of what it offered. */
export interface ReaderMark {
  /** Names the reader: file and mapping, or topic and partition. */
  readonly reader: string;
  /** Of the reader's own making, at most 10 kB. */
  readonly state: string;
}

export interface OfferOptions {
  readonly mark?: ReaderMark;
  /** What is accepted is given out only once it is in the log, not only on this disk. Default false. */
  readonly untilPublished?: boolean;
  /** The span that sends the events, a W3C traceparent: it stands in the headers of their records. */
  readonly traceparent?: string;
}

export interface IntakeState {
  /** Events that are durable here and not in the log yet, and their bytes. */
  readonly pendingEvents: number;
  readonly pendingBytes: number;
  /** The most bytes that may be pending. */
  readonly capacityBytes: number;
  /** Why the log does not take what is pending; null: it does. */
  readonly logTrouble: string | null;
  /** Why nothing can be judged yet (what is known is still being read); null: it can. */
  readonly notReady: string | null;
}

export interface Intake {
  /**
   * Takes a batch (any size up to 10,000) in, in order; outcomes in the same order. Durable when it resolves: fsynced.
   * Throws IntakeFullError (retryAfterMs), IntakeNotReadyError, IntakeUnavailableError (the disk) and IntakeClosedError:
   * nothing of the batch was taken, and it may be offered again. Once intake has failed, throws what it failed with.
   * With `untilPublished` it may throw though all was taken; offered again, that is duplicates.
   */
  offer(events: readonly MappedEvent[], options?: OfferOptions): Promise<readonly Outcome[]>;
  /** The state last kept under this reader's name; null: none. */
  mark(reader: string): string | null;
  /** Whether the lead was erased, as far as is known here: nothing is taken of it any more. */
  isErased(tenantId: string, leadId: string): boolean;
  /** Resolves once all that was accepted before is in the log. Rejects when the signal is aborted or intake fails. */
  published(signal: AbortSignal): Promise<void>;
  readonly state: IntakeState;
  /** Resolves once events can be taken. Rejects when the signal is aborted or intake fails. */
  ready(signal: AbortSignal): Promise<void>;
  /** Rejects when intake cannot go on (another log, a refusal of the brokers), and never resolves. */
  readonly failed: Promise<never>;
  /** Brings what is pending to the log if that takes it within `patienceMs` (default 5 s), and closes. */
  close(patienceMs?: number): Promise<void>;
}
