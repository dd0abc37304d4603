/** What the server serves: a read model, and how it comes along. Whoever starts the server brings it. */
import type { FunnelMetric, SlaBreachEvent, StagefoldConfig } from "@stagefold/domain";
import type { ReportData } from "@stagefold/reports";

/** A change of the read model, as its feed keeps it for a while. */
export type Change =
  | { readonly seq: number; readonly kind: "breach"; readonly record: SlaBreachEvent }
  | { readonly seq: number; readonly kind: "metric"; readonly record: FunnelMetric };

/** A part of the feed. */
export interface FeedPage {
  /** Oldest first; each metric once, as it is now. */
  readonly changes: readonly Change[];
  /** Where the next page begins: nothing of the tenant up to here is missing. */
  readonly seq: number;
}

export interface ServedModel {
  /** Of this read model and no other: versions and numbers of changes mean something within it alone. */
  readonly id: string;
  readonly data: ReportData;
  /** Another whenever an answer about the tenant may be another. Cheap. */
  version(tenantId: string): string;
  /** The number of the newest change, of any tenant. */
  lastSeq(): number;
  /** The tenant's changes after `seq`, at most `limit`; null: some after it are not kept any more. */
  changes(tenantId: string, seq: number, limit: number): FeedPage | null;
}

/** How far the read model is. */
export interface FollowerState {
  /** It stands where the topics ended when it last looked. */
  readonly caughtUp: boolean;
  /** Records that it has not read, by the ends it last saw; null: it has not looked yet. */
  readonly behind: number | null;
  /** What keeps it from reading, in a sentence; null: nothing. */
  readonly trouble: string | null;
}

/** The read model and whoever fills it, as the server sees them. */
export interface Following {
  /** null: there is none yet. */
  model(): ServedModel | null;
  state(): FollowerState;
  /** Calls `listener` after each commit of the read model, until the function given back is called. */
  onCommit(listener: () => void): () => void;
}

/** What all reports of a server are made with. */
export interface ServedConfig {
  readonly config: StagefoldConfig;
  /** Differs with the configuration and with the version of Stagefold. */
  readonly fingerprint: string;
}
