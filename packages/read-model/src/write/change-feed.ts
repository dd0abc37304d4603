/**
 * Changes in the order of their numbers, for who follows them live.
 *
 * Numbers begin with the time at which the model was made, in microseconds, and never go back, also not when the model
 * is made again: so a number that somebody kept is either still there or known to be too old. History that is caught
 * up with is not kept change by change: whoever waited through it is told to read anew.
 */
import type { FunnelMetric, SlaBreachEvent } from "@stagefold/domain";
import type { Database } from "better-sqlite3";
import type { Meta } from "../file/meta.ts";

/** So many are kept. */
const KEPT = 50_000;

/** Writes changes. */
export interface ChangeFeed {
  /** Begins a batch. `live` false: its changes are not kept one by one. */
  begin(live: boolean): void;
  breach(event: SlaBreachEvent): void;
  metric(record: FunnelMetric): void;
  /** Another change of the tenant. */
  touch(tenantId: string): void;
  /** Ends the batch. */
  end(): void;
}

/** The table `changes`, and the change that last touched each tenant. */
export function changeFeed(db: Database, meta: Meta): ChangeFeed {
  const insert = db.prepare("INSERT INTO changes VALUES (?, ?, ?, ?)");
  const forget = db.prepare("DELETE FROM changes WHERE seq <= ?");
  const mark = db.prepare(
    "INSERT INTO tenants (tenant, changed) VALUES (?, ?) ON CONFLICT DO UPDATE SET changed = excluded.changed",
  );
  let seq = 0;
  let before = 0;
  let isLive = false;
  let touched = new Set<string>();

  function keep(tenantId: string, kind: "breach" | "metric", body: unknown): void {
    touched.add(tenantId);
    if (!isLive) return;
    seq += 1;
    insert.run(seq, tenantId, kind, JSON.stringify(body));
  }

  return {
    begin(live) {
      isLive = live;
      before = meta.number("seq") ?? 0;
      seq = before;
      touched = new Set();
    },
    breach: (event) => {
      keep(
        event.tenantId,
        "breach",
        event.overdueMs === null ? event : { ...event, overdueMs: Number(event.overdueMs) },
      );
    },
    metric: ({ tenantId, metric, grain, subject, channel, campaignId, ownerId, periodStart }) => {
      keep(tenantId, "metric", { metric, grain, subject, channel, campaignId, ownerId, periodStart });
    },
    touch: (tenantId) => {
      touched.add(tenantId);
    },
    end() {
      if (touched.size === 0) return;
      if (seq === before) seq += 1;
      for (const tenantId of touched) mark.run(tenantId, seq);
      meta.set("seq", seq);
      if (!isLive) {
        forget.run(seq);
        meta.set("changes_from", seq);
      } else if (seq - (meta.number("changes_from") ?? 0) > KEPT) {
        forget.run(seq - KEPT);
        meta.set("changes_from", seq - KEPT);
      }
    },
  };
}
