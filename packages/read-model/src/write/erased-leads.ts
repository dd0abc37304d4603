/**
 * Leads that were erased: what the model had of them goes, and what comes of them later is passed over. SEMANTICS 12.
 *
 * The topics are followed each for itself, so that a stay or an alert may be read after the erasure that it came before:
 * therefore an erased lead is remembered, by a hash of its key as in the lead-tracker.
 *
 * Where an embedded log was rewritten, the hash is all that it says, and the lead is looked for among those that the
 * model has: all of a tenant's are hashed, so this waits until all is read, and is done for all that are sought at once.
 */
import { hashOfKey } from "@stagefold/processors";
import type { Database } from "better-sqlite3";

export interface LeadName {
  readonly tenantId: string;
  readonly leadId: string;
}

export interface ErasedLeads {
  has(tenantId: string, leadId: string): boolean;
  /** Erases a lead. False: it is erased already. */
  erase(lead: LeadName): boolean;
  /** Erases the lead of the tenant whose key has this hash, at the next `sought`. */
  eraseHash(tenantId: string, keyHash: string): void;
  /** Whether some are sought. */
  isSeeking(): boolean;
  /** Erases those that are sought, as far as the model has them; their names. */
  sought(): readonly LeadName[];
  /** After a rollback, or when the model was made again: what is in the file counts. */
  forget(): void;
}

/** The table `erased`, and the rows of leads in `leads`, `stays`, `clocks` and `open_clocks`. */
export function erasedLeads(db: Database): ErasedLeads {
  const find = db.prepare("SELECT 1 FROM erased WHERE key_hash = ?").pluck();
  const add = db.prepare("INSERT OR IGNORE INTO erased VALUES (?, ?)");
  const seeking = db.prepare("SELECT DISTINCT sought_in FROM erased WHERE sought_in IS NOT NULL").pluck();
  const soughtIn = db.prepare("SELECT key_hash FROM erased WHERE sought_in = ?").pluck();
  const endSeeking = db.prepare("UPDATE erased SET sought_in = NULL WHERE sought_in IS NOT NULL");
  const any = db.prepare("SELECT 1 FROM erased LIMIT 1").pluck();
  const knownTo = ["leads", "stays", "clocks"].map((table) =>
    db.prepare(`SELECT DISTINCT lead_id FROM ${table} WHERE tenant = ?`).pluck(),
  );
  const removals = [
    ...["leads", "stays", "open_clocks"].map((table) =>
      db.prepare(`DELETE FROM ${table} WHERE tenant = @tenantId AND lead_id = @leadId`),
    ),
    // There is no index of clocks by lead; clockId is tenantId|leadId|slaId|…, and '}' comes after '|'.
    db.prepare(`DELETE FROM clocks WHERE clock_id > @tenantId || '|' || @leadId || '|'
      AND clock_id < @tenantId || '|' || @leadId || '}' AND tenant = @tenantId AND lead_id = @leadId`),
  ];
  /** Where nobody was erased no hash need be made; null: not looked yet. */
  let hasAny: boolean | null = null;

  function has(tenantId: string, leadId: string): boolean {
    hasAny ??= any.get() !== undefined;
    return hasAny && find.get(hashOfKey(`${tenantId}|${leadId}`)) !== undefined;
  }

  function remove(lead: LeadName): void {
    for (const removal of removals) removal.run(lead);
  }

  return {
    has,
    erase(lead) {
      hasAny = true;
      if (add.run(hashOfKey(`${lead.tenantId}|${lead.leadId}`), null).changes === 0) return false;
      remove(lead);
      return true;
    },
    eraseHash(tenantId, keyHash) {
      hasAny = true;
      add.run(keyHash, tenantId);
    },
    isSeeking: () => seeking.get() !== undefined,
    sought() {
      const found: LeadName[] = [];
      for (const tenantId of seeking.all() as string[]) {
        const hashes = new Set(soughtIn.all(tenantId));
        const leadIds = new Set<string>();
        for (const leads of knownTo) {
          for (const leadId of leads.iterate(tenantId) as Iterable<string>) {
            if (hashes.has(hashOfKey(`${tenantId}|${leadId}`))) leadIds.add(leadId);
          }
        }
        for (const leadId of leadIds) found.push({ tenantId, leadId });
      }
      endSeeking.run();
      for (const lead of found) remove(lead);
      return found;
    },
    forget() {
      hasAny = null;
    },
  };
}
