/** What the thread of the follower is given, and what it tells. */
import type { StagefoldConfig } from "@stagefold/domain";
import type { LogLevel, LogSource } from "@stagefold/service";

/** Plain data: it is copied into the thread. */
export interface FollowerSettings {
  readonly source: LogSource;
  /** Of the read model; made where it is not there. */
  readonly modelFile: string;
  readonly config: StagefoldConfig;
  /** `topics`: of a log at rest, whose clock stands where its records say. `wall`: of one that lives. */
  readonly clock: "wall" | "topics";
  readonly logLevel: LogLevel;
  /** Where the thread's log goes. */
  readonly logTo: 1 | 2;
  readonly service: string;
}

export type FollowerMessage =
  /** The file is there and can be read. */
  | { readonly kind: "opened" }
  /** Something was written. */
  | { readonly kind: "written" }
  | { readonly kind: "looked"; readonly behind: number; readonly caughtUp: boolean }
  | { readonly kind: "trouble"; readonly trouble: string | null }
  /** It cannot go on. */
  | { readonly kind: "failed"; readonly code: string | null; readonly message: string };

/** The only thing that the thread is told. */
export const STOP = "stop";
