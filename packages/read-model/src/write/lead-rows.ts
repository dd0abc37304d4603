/**
 * Leads as their accepted events, and the clocks of theirs that are running.
 *
 * A lead is folded once per batch, however many of its events are in it. Of its clocks those are kept that nothing
 * has ended, or that end later than the model's clock: whether one is open, at risk or overdue is a question of when
 * it is asked, and is answered then.
 */
import {
  admit,
  type GrowingHistory,
  growing,
  type LeadEvent,
  leadFactsAt,
  leadPlanOf,
  type SlaClock,
  type StayFacts,
  type TenantConfig,
} from "@stagefold/domain";
import { decodeLead, encodeLead } from "@stagefold/processors";
import type { Database } from "better-sqlite3";
import { NO_END } from "../file/model-file.ts";

/** An event that was accepted, with the configuration of its tenant. */
export interface AcceptedEvent {
  readonly event: LeadEvent;
  readonly tenant: TenantConfig;
}

/** Writes leads and their open clocks. */
export interface LeadRows {
  /** Adds events to their leads; the tenants of those that changed. A duplicate or conflicting one changes nothing. */
  add(events: readonly AcceptedEvent[], clock: number | null): ReadonlySet<string>;
  /** Clocks that are over at `clock` will not be open again unless an event comes. */
  prune(clock: number): void;
}

interface Touched {
  readonly tenantId: string;
  readonly leadId: string;
  readonly tenant: TenantConfig;
  readonly history: GrowingHistory;
  changed: boolean;
}

/** Everything that will ever have happened has. */
const ALL_TIME = Number.MAX_SAFE_INTEGER;

/** The tables `leads` and `open_clocks`. */
export function leadRows(db: Database): LeadRows {
  const get = db.prepare("SELECT events FROM leads WHERE tenant = ? AND lead_id = ?").pluck();
  const put = db.prepare(
    "INSERT INTO leads VALUES (?, ?, ?) ON CONFLICT (tenant, lead_id) DO UPDATE SET events = excluded.events",
  );
  const clear = db.prepare("DELETE FROM open_clocks WHERE tenant = ? AND lead_id = ?");
  const open = db.prepare(`
    INSERT INTO open_clocks VALUES (
      @clockId, @tenantId, @leadId, @slaId, @severity, @stage, @channel, @campaignId, @ownerId, @startedAt, @warnAt,
      @dueAt, @overAt)`);
  const pruned = db.prepare(`DELETE FROM open_clocks WHERE over_at <= ? AND over_at < ${NO_END}`);

  function touch(leads: Map<string, Touched>, { event, tenant }: AcceptedEvent): Touched {
    const { tenantId, leadId } = event;
    const key = `${tenantId}|${leadId}`;
    let lead = leads.get(key);
    if (lead === undefined) {
      const row = get.get(tenantId, leadId) as Buffer | undefined;
      const history = growing(row === undefined ? [] : decodeLead(row, tenantId, leadId).events);
      lead = { tenantId, leadId, tenant, history, changed: false };
      leads.set(key, lead);
    }
    return lead;
  }

  function openClocks({ tenantId, leadId, tenant, history }: Touched, clock: number | null): void {
    clear.run(tenantId, leadId);
    for (const stay of leadFactsAt(history.events, ALL_TIME, leadPlanOf(tenant)).stays) {
      for (const of of stay.clocks) {
        const overAt = of.endedAt ?? NO_END;
        if (clock !== null && overAt <= clock) continue;
        open.run(openRow(tenantId, leadId, stay, of, overAt));
      }
    }
  }

  return {
    add(events, clock) {
      const leads = new Map<string, Touched>();
      for (const accepted of events) {
        const lead = touch(leads, accepted);
        if (admit(lead.history, accepted.event) === "accepted") lead.changed = true;
      }
      const tenants = new Set<string>();
      for (const lead of leads.values()) {
        if (!lead.changed) continue;
        put.run(lead.tenantId, lead.leadId, encodeLead({ events: lead.history.events, erasedAt: null }));
        openClocks(lead, clock);
        tenants.add(lead.tenantId);
      }
      return tenants;
    },
    prune(clock) {
      pruned.run(clock);
    },
  };
}

function openRow(tenantId: string, leadId: string, stay: StayFacts, clock: SlaClock, overAt: number): object {
  return {
    clockId: `${tenantId}|${leadId}|${clock.slaId}|${stay.eventId}`,
    tenantId,
    leadId,
    slaId: clock.slaId,
    severity: clock.severity,
    stage: stay.stage,
    channel: stay.channel ?? "",
    campaignId: stay.campaignId ?? "",
    ownerId: stay.ownerId ?? "",
    startedAt: clock.startedAt,
    warnAt: clock.warnAt,
    dueAt: clock.dueAt,
    overAt,
  };
}
