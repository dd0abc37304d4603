/** What a record of a source becomes. */
import type { InputRecord, LeadStageChanged, SpendRecorded } from "@stagefold/domain";

/** An event that a record gives, and what intake has to settle before it is published. */
export type MappedEvent =
  | { readonly kind: "record"; readonly record: InputRecord }
  /**
   * Spend whose revision follows from what is known of its spendId: none where the newest says the same, else one more
   * than that (0 for the first). `record` has revision 0, and the eventId to which the revision is added.
   */
  | { readonly kind: "spend"; readonly record: SpendRecorded }
  /** A rule of automation: published only where the lead stands in one of `from` right before the record's place in the order. */
  | {
      readonly kind: "rule";
      readonly ruleId: string;
      readonly record: LeadStageChanged;
      readonly from: ReadonlySet<string | null>;
    };

/** Why a record, or one event of it, cannot be taken. */
export interface MappingProblem {
  /** The path of the record's field; null: the record as a whole. */
  readonly field: string | null;
  /** What was found, what was expected, what to do. */
  readonly detail: string;
}

export interface Mapped {
  readonly events: readonly MappedEvent[];
  /** Not empty: nothing of the record is published, `events` is empty. */
  readonly problems: readonly MappingProblem[];
  /** Why a record without events and problems gives nothing: for dry runs. null where it gives something. */
  readonly skipped: string | null;
}

/** Turns records of one source into events. Pure, and deterministic: the same record gives the same events. */
export interface Mapper {
  map(record: unknown): Mapped;
}

/** A record as read, and where it stood. */
export interface SourceRecord {
  /** Of CSV: an object of texts by column. Of JSON: any value; whole numbers beyond 2^53 are bigints. */
  readonly value: unknown;
  /** From 1; null where there are no lines to tell (JSON that is not by line). */
  readonly line: number | null;
  /** From 0, among the records of the file or body. */
  readonly index: number;
}

/** A record that could not be read at all. The ones after it can. */
export interface UnreadableRecord {
  readonly unreadable: string;
  /** As it stands, cut to 1,000 characters. */
  readonly text: string;
  readonly line: number | null;
  readonly index: number;
}
