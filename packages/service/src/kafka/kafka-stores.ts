/** The stores of tasks on Kafka: of which cluster they are, where else they can be had from, and what is kept of them. */
import { openSnapshots, shelfAt } from "@stagefold/snapshots";
import { storeFileOf } from "../embedded/embedded-folder.ts";
import type { SnapshotSettings } from "../environment/snapshot-environment.ts";
import type { Logger } from "../logger.ts";
import type { RunnableSource } from "../run-tasks.ts";
import type { SnapshotObserver } from "../snapshots/snapshot-event.ts";
import { type StoreProvider, storeProvider } from "../snapshots/store-provider.ts";
import { withSnapshots } from "../snapshots/with-snapshots.ts";
import type { TaskSource } from "../task-source.ts";

export interface KafkaStoresOptions {
  readonly folder: string;
  readonly logger: Logger;
  /** Not given: no snapshots are kept. */
  readonly snapshots?: SnapshotSettings;
  readonly onSnapshot: SnapshotObserver;
}

export interface KafkaStores {
  /** The cluster: a store of another one is not used. */
  readonly logId: string;
  readonly provider: StoreProvider;
  /** The source, with snapshots of its stores taken where they are kept. */
  kept(source: TaskSource): RunnableSource;
}

/** With the time that commits may take at the end, and the group's leaving, below what supervisors grant. */
const LAST_SNAPSHOT_LIMIT_MS = 3_000;

export async function kafkaStores(
  logId: string,
  { folder, logger, snapshots: settings, onSnapshot }: KafkaStoresOptions,
): Promise<KafkaStores> {
  if (settings === undefined) {
    return { logId, provider: storeProvider({ snapshots: null, logId, logger, onSnapshot }), kept: (source) => source };
  }
  const { location, intervalMs, kept } = settings;
  const snapshots = openSnapshots({ shelf: await shelfAt(location), logId, kept });
  const taking = {
    snapshots,
    logger,
    intervalMs,
    fileOf: (task: TaskSource["id"]) => storeFileOf(folder, task),
    lastLimitMs: LAST_SNAPSHOT_LIMIT_MS,
    turns: { isTaken: false },
    onSnapshot,
  };
  return {
    logId,
    provider: storeProvider({ snapshots, logId, logger, onSnapshot }),
    kept: (source) => withSnapshots(source, taking),
  };
}
