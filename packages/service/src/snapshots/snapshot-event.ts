import type { TaskId } from "@stagefold/processing";

/** What happens with snapshots, for whoever measures. */
export type SnapshotEvent =
  | {
      readonly type: "taken";
      readonly task: TaskId;
      readonly commitNumber: number;
      /** Of the store, and of the snapshot. */
      readonly storeBytes: number;
      readonly bytes: number;
      readonly durationMs: number;
    }
  | { readonly type: "not-taken"; readonly task: TaskId; readonly error: unknown }
  | { readonly type: "fetched"; readonly task: TaskId; readonly commitNumber: number; readonly durationMs: number }
  | { readonly type: "refused"; readonly task: TaskId; readonly name: string; readonly error: unknown };

export type SnapshotObserver = (event: SnapshotEvent) => void;
