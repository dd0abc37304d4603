/** What the server serves: a read model, and how it comes along. Whoever starts the server brings it. */
import type { StagefoldConfig } from "@stagefold/domain";
import type { LiveChange, ReadModelReader } from "@stagefold/read-model";

export type Change = LiveChange;
export type ServedModel = ReadModelReader;

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
