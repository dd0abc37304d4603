/**
 * The writer of a read model: rows and the position they were read up to, in one transaction, so that whenever the
 * process ends the model is what the topics said up to its positions.
 *
 * A model that was made by another version or under another configuration, or that was left alone for so long that
 * the topics may have forgotten withdrawals that it never saw, is emptied and made again from the topics.
 *
 * Rows of an erased lead are overwritten as they are deleted. What may be left of them in corners of the file goes when it
 * is written anew, which is done once all is read, and at most once an hour: it takes a second or so for 100 MB.
 */
import { randomUUID } from "node:crypto";
import type { FunnelMetric, LeadStageStay, SlaBreachEvent } from "@stagefold/domain";
import type { WallClock } from "@stagefold/processing";
import { emptyWal, rewriteFile } from "@stagefold/sqlite-file";
import { ReadModelTakenError } from "../errors.ts";
import { metaOf } from "../file/meta.ts";
import { hasTables, makeTables, modelError, openForWriting } from "../file/model-file.ts";
import { changeFeed } from "./change-feed.ts";
import { clockRows } from "./clock-rows.ts";
import { erasedLeads, type LeadName } from "./erased-leads.ts";
import { type AcceptedEvent, leadRows } from "./lead-rows.ts";
import { metricRows } from "./metric-rows.ts";
import { stayRows } from "./stay-rows.ts";

export interface ReadModelWriterOptions {
  /** The configuration as canonical text: a model made under another one is made again. */
  readonly configuration: string;
  readonly wallClock: WallClock;
  /**
   * A model that was not written for longer is made again. It must be shorter than the topics keep the withdrawals of
   * stays; default 6 hours.
   */
  readonly longestAbsenceMs?: number;
}

/** What is written of one batch of records. */
export interface Batch {
  metric(record: FunnelMetric): void;
  stay(record: LeadStageStay): void;
  withdrawStay(stayId: string): void;
  slaEvent(event: SlaBreachEvent): void;
  leadEvents(events: readonly AcceptedEvent[]): void;
  /** The lead is erased: what is known of it goes, and what comes of it, before or after, is passed over. */
  eraseLead(lead: LeadName): void;
  /** The same of the lead whose key has this hash. */
  eraseHash(tenantId: string, keyHash: string): void;
}

/** Where in the topics a batch ends. */
export interface BatchSpan {
  readonly topic: string;
  readonly partition: number;
  /** The position that the model has; null: none yet. */
  readonly from: number | null;
  readonly to: number;
}

/** One process has it; when it is closed or gone another may. */
export interface ReadModelWriter {
  /** Why the model was emptied when it was opened; null: it was not. */
  readonly madeAnew: string | null;
  /** The offset of the next record to read; null: none was read. */
  position(topic: string, partition: number): number | null;
  /** Whether all that the topics held was read when last looked at. */
  readonly caughtUp: boolean;
  /** Writes a batch and its position, or nothing. `live`: its changes are for who follows live. Throws ReadModelTakenError. */
  write(span: BatchSpan, live: boolean, fill: (batch: Batch) => void): void;
  /** States whether all is read, and the clock at which open clocks stand; null: it is the topics' own. */
  lookedAround(caughtUp: boolean, clock: number | null): void;
  /**
   * Takes what erased leads have left in the file out of it, where there is anything and it is time. Throws
   * ReadModelUnavailableError, mostly where there is no room; then it is tried again after a while.
   */
  clean(): void;
  /** States that records are missing for good, in a sentence. */
  noteMissing(sentence: string): void;
  /** Empties the model: it is made again from the topics. */
  makeAnew(): void;
  close(): void;
}

const DEFAULT_ABSENCE_MS = 6 * 3_600_000;
const CLEANED_EVERY_MS = 3_600_000;

/**
 * Opens the model at `path`, made new where it is not there.
 * Throws NotAReadModelError, ReadModelUnavailableError.
 */
export function openReadModelWriter(path: string, options: ReadModelWriterOptions): ReadModelWriter {
  const { configuration, wallClock, longestAbsenceMs = DEFAULT_ABSENCE_MS } = options;
  const db = openForWriting(path);

  function begin(): void {
    const former = hasTables(db) ? metaOf(db).number("seq") : null;
    db.transaction(() => {
      makeTables(db);
      const meta = metaOf(db);
      meta.set("id", randomUUID());
      meta.set("configuration", configuration);
      const seq = Math.max((former ?? 0) + 1, Math.floor(wallClock() * 1_000));
      meta.set("seq", seq);
      meta.set("changes_from", seq);
      meta.set("caught_up", 0);
      meta.set("looked_at", wallClock());
      // Of what was there nothing is left in the file, but leads that were erased meanwhile may be in the WAL.
      meta.set("traces", "wal");
    }).immediate();
  }

  function whyAnew(): string | null {
    if (!hasTables(db)) return "it is new, or was made by another version";
    const meta = metaOf(db);
    if (meta.text("configuration") !== configuration) return "the configuration has changed";
    if (wallClock() - (meta.number("looked_at") ?? 0) > longestAbsenceMs) {
      return "it was not written for so long that withdrawals may be gone from the topics";
    }
    return null;
  }

  try {
    const madeAnew = whyAnew();
    if (madeAnew !== null) begin();
    return writerOver(path, db, madeAnew, begin, wallClock);
  } catch (cause) {
    db.close();
    throw modelError(path, cause);
  }
}

function writerOver(
  path: string,
  db: ReturnType<typeof openForWriting>,
  madeAnew: string | null,
  begin: () => void,
  wallClock: WallClock,
): ReadModelWriter {
  const meta = metaOf(db);
  const metrics = metricRows(db);
  const stays = stayRows(db);
  const clocks = clockRows(db);
  const leads = leadRows(db);
  const erased = erasedLeads(db);
  const feed = changeFeed(db, meta, wallClock);
  const readPosition = db.prepare("SELECT next_offset FROM positions WHERE topic = ? AND partition = ?").pluck();
  const firstPosition = db.prepare("INSERT OR IGNORE INTO positions VALUES (?, ?, ?)");
  const move = db.prepare("UPDATE positions SET next_offset = ? WHERE topic = ? AND partition = ? AND next_offset = ?");
  const transact = db.transaction((work: () => void) => {
    work();
  });

  let clock = meta.number("clock");
  const tell = (instant: number): void => {
    if (clock === null || instant > clock) clock = instant;
  };

  const batch: Batch = {
    metric(record) {
      tell(record.asOf);
      if (metrics.put(record)) feed.metric(record);
    },
    stay(record) {
      if (erased.has(record.tenantId, record.leadId)) return;
      if (stays.put(record)) feed.touch(record.tenantId);
    },
    withdrawStay(stayId) {
      const tenantId = stays.withdraw(stayId);
      if (tenantId !== undefined) feed.touch(tenantId);
    },
    slaEvent(event) {
      tell(event.detectedAt);
      if (erased.has(event.tenantId, event.leadId)) {
        if (event.kind !== "RETRACTED") return;
        feed.farewell(event);
        holdsTraces();
      } else if (clocks.put(event)) feed.breach(event);
    },
    leadEvents(events) {
      const kept = events.filter(({ event }) => !erased.has(event.tenantId, event.leadId));
      for (const tenantId of leads.add(kept, clock)) feed.touch(tenantId);
    },
    eraseLead(lead) {
      if (erased.erase(lead)) wentAway(lead);
    },
    eraseHash: erased.eraseHash,
  };

  /** The WAL may have what was deleted of an erased lead. */
  let isWalToEmpty = meta.text("traces") !== null;

  function holdsTraces(): void {
    meta.set("traces", "file");
    isWalToEmpty = true;
  }

  function wentAway({ tenantId, leadId }: LeadName): void {
    feed.erase(tenantId, leadId);
    feed.touch(tenantId);
    holdsTraces();
  }

  /** Leads of which only a hash is known, and changes that were told long enough. */
  function eraseRest(now: number): void {
    if (feed.forgetTold(now)) holdsTraces();
    if (!erased.isSeeking()) return;
    feed.begin(true);
    for (const lead of erased.sought()) wentAway(lead);
    feed.end();
  }

  function moveOn({ topic, partition, from, to }: BatchSpan): void {
    const moved = from === null ? firstPosition.run(topic, partition, to) : move.run(to, topic, partition, from);
    if (moved.changes === 0) throw new ReadModelTakenError(path);
  }

  /** In one transaction; after a failure nothing in memory says more than the file. */
  function inTransaction(work: () => void): void {
    try {
      transact.immediate(work);
    } catch (cause) {
      clock = meta.number("clock");
      metrics.forget();
      erased.forget();
      throw modelError(path, cause);
    }
  }

  function saveClock(): void {
    if (clock === null) return;
    meta.set("clock", clock);
    leads.prune(clock);
  }

  return {
    madeAnew,
    position: (topic, partition) => (readPosition.get(topic, partition) as number | undefined) ?? null,
    get caughtUp() {
      return meta.number("caught_up") === 1;
    },
    write(span, live, fill) {
      inTransaction(() => {
        moveOn(span);
        feed.begin(live);
        fill(batch);
        feed.end();
        saveClock();
      });
    },
    lookedAround(caughtUp, at) {
      inTransaction(() => {
        if (at !== null) tell(at);
        meta.set("caught_up", caughtUp ? 1 : 0);
        meta.set("looked_at", wallClock());
        saveClock();
        if (caughtUp) eraseRest(wallClock());
      });
    },
    clean() {
      try {
        const now = wallClock();
        const isTime = now - (meta.number("cleaned_at") ?? 0) >= CLEANED_EVERY_MS;
        if (meta.text("traces") === "file" && isTime && !feed.isTelling()) {
          // Said first: where there is no room for it, it is not tried all the time.
          meta.set("cleaned_at", now);
          rewriteFile(db, path);
          meta.set("traces", "wal");
          isWalToEmpty = true;
        }
        if (!isWalToEmpty || !emptyWal(db)) return;
        isWalToEmpty = false;
        if (meta.text("traces") === "wal") meta.remove("traces");
      } catch (cause) {
        throw modelError(path, cause);
      }
    },
    noteMissing(sentence) {
      inTransaction(() => {
        const noted = meta.text("incomplete");
        if (noted?.includes(sentence) === true) return;
        meta.set("incomplete", noted === null ? sentence : `${noted} ${sentence}`);
      });
    },
    makeAnew() {
      begin();
      isWalToEmpty = true;
      clock = null;
      metrics.forget();
      erased.forget();
    },
    close() {
      try {
        inTransaction(() => {
          if (feed.forgetTold(Number.MAX_SAFE_INTEGER)) holdsTraces();
        });
        // Whoever reads the model may be the last to close it, and that leaves the WAL where it is.
        if (isWalToEmpty) emptyWal(db);
      } finally {
        db.close();
      }
    },
  };
}
