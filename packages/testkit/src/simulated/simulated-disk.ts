/** What outlives a simulated crash: the log's topics and marks, and the committed state of each store. */
import type { CommitMark, LogRecord } from "@stagefold/processing";

export interface SimulatedPartition {
  firstOffset: number;
  endOffset: number;
  compactedTo: number;
  /** By offset, with gaps after compaction. */
  records: LogRecord[];
}

export interface SimulatedTopic {
  readonly compacted: boolean;
  readonly partitions: readonly SimulatedPartition[];
}

/** The committed state of a store: plain copies, by the names of its parts. */
export interface SimulatedStoreState {
  readonly meta: ReadonlyMap<string, string>;
  readonly dictionaries: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly tables: ReadonlyMap<string, ReadonlyMap<number, Uint8Array>>;
  readonly timers: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

export interface SimulatedDisk {
  readonly topics: Map<string, SimulatedTopic>;
  readonly marks: Map<string, CommitMark>;
  /** How often each task was opened: what fences. */
  readonly epochs: Map<string, number>;
  readonly stores: Map<string, SimulatedStoreState>;
}

export function emptyDisk(): SimulatedDisk {
  return { topics: new Map(), marks: new Map(), epochs: new Map(), stores: new Map() };
}
