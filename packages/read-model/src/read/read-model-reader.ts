/**
 * Reads a read model, in any thread or process, while it is written. Every call sees whole batches; those within
 * `read` see one state and one clock.
 */
import type { WallClock } from "@stagefold/processing";
import type { Freshness, ReportData } from "@stagefold/reports";
import { ReadModelUnavailableError } from "../errors.ts";
import { metaOf } from "../file/meta.ts";
import { hasTables, modelError, openForReading } from "../file/model-file.ts";
import { type ChangePage, changesAfter } from "./change-reads.ts";
import { clockReads } from "./clock-reads.ts";
import { leadOf } from "./lead-reads.ts";
import { metricReads } from "./metric-reads.ts";
import { statementsOf } from "./statements.ts";
import { stayReads } from "./stay-reads.ts";

export interface ReadModelReaderOptions {
  readonly wallClock: WallClock;
  /** As the follower's. */
  readonly clock: "wall" | "topics";
  readonly latenessMs: number;
}

export interface ReadModelReader extends ReportData {
  /** Of this model and no other: versions and numbers of changes mean something within it alone. */
  id(): string;
  /**
   * A text that is another one whenever anything of the tenant has changed, also after the model was made again. Ages
   * and states of open clocks change with `freshness().asOf` too, which moves in whole seconds.
   */
  version(tenantId: string): string;
  /** The number of the newest change: from there on `changesSince` gives what is new. */
  lastChange(): number;
  /** The number up to which changes are no longer told one by one: it grows, also when a lead is erased. */
  toldFrom(): number;
  /** Changes after number `after`, at most `limit`. */
  changesSince(after: number, limit: number): ChangePage;
  close(): void;
}

/** Whoever has not looked for so long is not caught up, whatever it said. */
const SILENT_MS = 15_000;
/** So that answers of one second are the same. */
const CLOCK_STEP_MS = 1_000;

/** Opens the model at `path`, which its writer has made. Throws NotAReadModelError, ReadModelUnavailableError. */
export function openReadModelReader(path: string, options: ReadModelReaderOptions): ReadModelReader {
  const { wallClock, clock, latenessMs } = options;
  const db = openForReading(path);
  if (!hasTables(db)) {
    db.close();
    throw new ReadModelUnavailableError(
      path,
      new Error("its writer has not made its tables yet, or is of another version"),
    );
  }
  const meta = metaOf(db);
  const statements = statementsOf(db);
  const metrics = metricReads(statements);
  const transact = db.transaction((work: () => unknown) => work());
  /** Of the state that is being read. */
  let seen: Freshness | null = null;

  function look(): Freshness {
    const told = meta.number("clock");
    const isAllRead = meta.number("caught_up") === 1;
    const incomplete = meta.text("incomplete");
    if (clock === "topics") return { asOf: told, caughtUp: isAllRead, incomplete };
    const now = wallClock();
    const caughtUp = isAllRead && now - (meta.number("looked_at") ?? 0) <= SILENT_MS;
    const live = Math.floor((now - latenessMs) / CLOCK_STEP_MS) * CLOCK_STEP_MS;
    return { asOf: caughtUp ? Math.max(told ?? live, live) : told, caughtUp, incomplete };
  }

  function read<T>(make: () => T): T {
    if (db.inTransaction) return make();
    try {
      return transact.deferred(() => {
        seen = look();
        return make();
      }) as T;
    } catch (cause) {
      throw modelError(path, cause);
    } finally {
      seen = null;
    }
  }

  return {
    read,
    freshness: () => seen ?? look(),
    tenantIds: () => statements("SELECT tenant FROM tenants ORDER BY tenant").pluck().all() as string[],
    ...metrics,
    ...stayReads(statements),
    ...clockReads(statements),
    lead: (tenantId, leadId) => leadOf(statements, tenantId, leadId),
    id: () => meta.text("id") ?? "",
    version(tenantId) {
      const changed = statements("SELECT changed FROM tenants WHERE tenant = ?").pluck().get(tenantId);
      return String(changed ?? 0);
    },
    lastChange: () => meta.number("seq") ?? 0,
    toldFrom: () => meta.number("changes_from") ?? 0,
    changesSince: (after, limit) => read(() => changesAfter(statements, meta, metrics.metricAt, after, limit)),
    close() {
      db.close();
    },
  };
}
