/**
 * Changes in the order of their numbers, for who follows them live.
 *
 * Numbers begin with the time at which the model was made, in microseconds, and never go back, also not when the model
 * is made again: so a number that somebody kept is either still there or known to be too old. History that is caught
 * up with is not kept change by change: whoever waited through it is told to read anew.
 *
 * Of a lead that is erased nothing is kept, but for `FAREWELL_MS` that its alerts are RETRACTED: who listens learns it, and
 * who comes later is told to read anew.
 */
import type { FunnelMetric, SlaBreachEvent } from "@stagefold/domain";
import type { WallClock } from "@stagefold/processing";
import type { Database } from "better-sqlite3";
import type { Meta } from "../file/meta.ts";

/** So many are kept. */
const KEPT = 50_000;
/** Longer than a client waits that lost its connection. */
const FAREWELL_MS = 10_000;

/** Writes changes. */
export interface ChangeFeed {
  /** Begins a batch. `live` false: its changes are not kept one by one. */
  begin(live: boolean): void;
  breach(event: SlaBreachEvent): void;
  /** The end of an alert about a lead that was erased: it is told, and not kept. */
  farewell(event: SlaBreachEvent): void;
  metric(record: FunnelMetric): void;
  /** Another change of the tenant. */
  touch(tenantId: string): void;
  /** Ends the batch. */
  end(): void;
  /** Takes out what names a lead that is erased. */
  erase(tenantId: string, leadId: string): void;
  /** Takes out what was to be told until `now`. False: there was nothing. */
  forgetTold(now: number): boolean;
  /** Whether something is to be told for a while, and taken out then. */
  isTelling(): boolean;
}

/** The table `changes`, and the change that last touched each tenant. */
export function changeFeed(db: Database, meta: Meta, wallClock: WallClock): ChangeFeed {
  const insert = db.prepare("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)");
  const forget = db.prepare("DELETE FROM changes WHERE seq <= ?");
  const mark = db.prepare(
    "INSERT INTO tenants (tenant, changed) VALUES (?, ?) ON CONFLICT DO UPDATE SET changed = excluded.changed",
  );
  const tellLast = db.prepare(
    "UPDATE changes SET gone_at = ? WHERE tenant = ? AND lead_id = ? AND body ->> 'kind' = 'RETRACTED'",
  );
  const lastOf = db
    .prepare("SELECT max(seq) FROM changes WHERE tenant = ? AND lead_id = ? AND gone_at IS NULL")
    .pluck();
  const lastTold = db.prepare("SELECT max(seq) FROM changes WHERE gone_at <= ?").pluck();
  const telling = db.prepare("SELECT 1 FROM changes WHERE gone_at IS NOT NULL LIMIT 1");
  let seq = 0;
  let before = 0;
  let isLive = false;
  let touched = new Set<string>();

  function keep(tenantId: string, kind: "breach" | "metric", body: unknown, lead: string | null, gone: number | null) {
    touched.add(tenantId);
    if (!isLive) return;
    seq += 1;
    insert.run(seq, tenantId, kind, JSON.stringify(body), lead, gone);
  }

  function keepBreach(event: SlaBreachEvent, goneAt: number | null): void {
    const body = event.overdueMs === null ? event : { ...event, overdueMs: Number(event.overdueMs) };
    keep(event.tenantId, "breach", body, event.leadId, goneAt);
  }

  /** Changes up to this one are no longer kept one by one. */
  function keepFrom(last: number): void {
    if (last <= (meta.number("changes_from") ?? 0)) return;
    forget.run(last);
    meta.set("changes_from", last);
  }

  return {
    begin(live) {
      isLive = live;
      before = meta.number("seq") ?? 0;
      seq = before;
      touched = new Set();
    },
    breach: (event) => {
      keepBreach(event, null);
    },
    farewell: (event) => {
      keepBreach(event, wallClock() + FAREWELL_MS);
    },
    metric: ({ tenantId, metric, grain, subject, channel, campaignId, ownerId, periodStart }) => {
      keep(tenantId, "metric", { metric, grain, subject, channel, campaignId, ownerId, periodStart }, null, null);
    },
    touch: (tenantId) => {
      touched.add(tenantId);
    },
    end() {
      if (touched.size === 0) return;
      if (seq === before) seq += 1;
      for (const tenantId of touched) mark.run(tenantId, seq);
      meta.set("seq", seq);
      keepFrom(isLive ? seq - KEPT : seq);
    },
    erase(tenantId, leadId) {
      tellLast.run(wallClock() + FAREWELL_MS, tenantId, leadId);
      const last = lastOf.get(tenantId, leadId) as number | null;
      if (last !== null) keepFrom(last);
    },
    forgetTold(now) {
      const last = lastTold.get(now) as number | null;
      if (last !== null) keepFrom(last);
      return last !== null;
    },
    isTelling: () => telling.get() !== undefined,
  };
}
