/**
 * The leads of a partition: by name and by number, in the store and, those looked at lately, in memory.
 *
 * | in the store      | a row is                                    |
 * | ----------------- | ------------------------------------------- |
 * | dictionary `lead` | a lead's name and its number                |
 * | table `lead_name` | by number, the name                         |
 * | table `lead`      | by number, what is known of it: lead-row.ts |
 *
 * A lead's name is its key, `tenantId|leadId`. One that was erased has another, which says nothing, and under the key
 * there is no lead any more: SEMANTICS 12.
 */
import { erasureInstant, type GrowingHistory, growing, type LeadErased, type LeadHistory } from "@stagefold/domain";
import type { Dictionary, Store, Table } from "@stagefold/processing";
import { leadKey } from "../keys.ts";
import { ErasedLeads, remainsName } from "./erased-leads.ts";
import { decodeLead, encodeLead, type StoredLead } from "./lead-row.ts";

/** A lead in memory. */
export interface Lead {
  readonly number: number;
  readonly tenantId: string;
  readonly leadId: string;
  /** As of the last commit. */
  published: StoredLead;
  /** With what came since; null: nothing did. */
  growing: GrowingHistory | null;
  /** When it was erased; null: it was not. */
  erasedAt: number | null;
}

const EMPTY: StoredLead = { events: [], erasedAt: null };

export class Leads {
  readonly #numbers: Dictionary;
  readonly #names: Table;
  readonly #rows: Table;
  readonly #erased: ErasedLeads;
  /** By name; those that came first go first. */
  readonly #cache = new Map<string, Lead>();

  constructor(store: Store) {
    this.#numbers = store.dictionary("lead");
    this.#names = store.table("lead_name");
    this.#rows = store.table("lead");
    this.#erased = new ErasedLeads(store);
  }

  /** The lead, which begins now where it is new; null: it was erased. */
  taking(tenantId: string, leadId: string): Lead | null {
    const known = this.#known(tenantId, leadId);
    if (known !== undefined) return known;
    const key = leadKey(tenantId, leadId);
    return this.#erased.has(key) ? null : this.#begin(key, null, null);
  }

  /** The lead with this number. */
  byNumber(number: number): Lead {
    const name = this.#names.get(number);
    if (name === undefined) throw new Error(`lead ${number} is due and has no name`);
    const { tenantId, leadId } = namedBy(Buffer.from(name.buffer, name.byteOffset, name.byteLength).toString());
    const lead = this.#known(tenantId, leadId);
    if (lead === undefined) throw new Error(`lead ${number} is due and is not there`);
    return lead;
  }

  /** The numbers of all. No lead may begin or be erased meanwhile. */
  *numbers(): Iterable<number> {
    for (const [number] of this.#names.range(0, Number.MAX_SAFE_INTEGER)) yield number;
  }

  /**
   * From now on there is no lead under the event's key. Gives what was there, with its old name as long as it is in memory;
   * undefined: nothing was; null: it was erased before.
   */
  erase(event: LeadErased): Lead | undefined | null {
    const key = leadKey(event.tenantId, event.leadId);
    if (this.#erased.has(key)) return null;
    this.#erased.add(key);
    const lead = this.#known(event.tenantId, event.leadId);
    if (lead === undefined) return undefined;
    lead.erasedAt = erasureInstant(lead.growing?.events ?? lead.published.events, event);
    const name = remainsName(event.tenantId, `${lead.number}`);
    this.#numbers.rename(key, name);
    this.#names.put(lead.number, Buffer.from(name));
    this.#cache.delete(key);
    this.#cache.set(name, lead);
    return lead;
  }

  /** The lead whose key has this hash was erased. */
  addErased(keyHash: string): void {
    this.#erased.addHash(keyHash);
  }

  /** Takes in what remains of an erased lead, as if its events had just come. `what` tells it from others of the tenant. */
  bury(tenantId: string, what: string, events: LeadHistory, erasedAt: number): Lead {
    return this.#begin(remainsName(tenantId, what), growing(events), erasedAt);
  }

  /** Writes what is known of the lead now. */
  save({ number }: Lead, state: StoredLead): void {
    this.#rows.put(number, encodeLead(state));
  }

  /** Before a commit. */
  settled(commitNumber: number): void {
    this.#erased.settled(commitNumber);
  }

  /** Keeps so many in memory, those that came last. */
  shrink(most: number): void {
    let surplus = this.#cache.size - most;
    for (const name of this.#cache.keys()) {
      if (surplus-- <= 0) return;
      this.#cache.delete(name);
    }
  }

  /** The store's last commit is what counts again. */
  forget(): void {
    this.#cache.clear();
    this.#erased.forget();
  }

  #begin(name: string, growing: GrowingHistory | null, erasedAt: number | null): Lead {
    const number = this.#numbers.assign(name);
    this.#names.put(number, Buffer.from(name));
    return this.#keep(name, { number, ...namedBy(name), published: EMPTY, growing, erasedAt });
  }

  #known(tenantId: string, leadId: string): Lead | undefined {
    const name = leadKey(tenantId, leadId);
    const cached = this.#cache.get(name);
    if (cached !== undefined) return cached;
    const number = this.#numbers.get(name);
    if (number === undefined) return undefined;
    const row = this.#rows.get(number);
    const published = row === undefined ? EMPTY : decodeLead(row, tenantId, leadId);
    return this.#keep(name, { number, tenantId, leadId, published, growing: null, erasedAt: published.erasedAt });
  }

  #keep(name: string, lead: Lead): Lead {
    this.#cache.set(name, lead);
    return lead;
  }
}

function namedBy(name: string): Pick<Lead, "tenantId" | "leadId"> {
  const bar = name.indexOf("|");
  return { tenantId: name.slice(0, bar), leadId: name.slice(bar + 1) };
}
