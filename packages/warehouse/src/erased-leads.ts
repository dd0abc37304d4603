/**
 * Rows of leads that were erased: SEMANTICS 12.
 *
 * All stays of such a lead are withdrawn, so it has no row in `lead_stays` any more. In `sla_breaches` its clocks would
 * stay, CLEARED or RETRACTED, or as they were, where their end was removed from an embedded log; they go when their lead
 * has no stay. A lead whose stays all turned out never to have been is no lead either.
 *
 * What DuckDB deletes stays readable in the file, in blocks that are free, whatever is checkpointed or vacuumed. So once
 * a lead has gone the file is to be written anew; that this is due stands in the file until it is done.
 */
import { rmSync } from "node:fs";
import { type Connection, literal } from "./duckdb.ts";
import { WarehouseNotRewrittenError } from "./errors.ts";

const DUE = "stagefold_rewrite_due";
const LEADS_BEFORE = "stagefold_leads_before";
const FRESH = "stagefold_fresh";

/** In the transaction, before stays change: notes which leads there are. */
export async function noteLeads(connection: Connection): Promise<void> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${LEADS_BEFORE} AS SELECT DISTINCT tenant_id, lead_id FROM lead_stays`,
  );
}

/** Later in that transaction: whether a lead of those noted has no stay any more makes a rewriting due. */
export async function compareLeads(connection: Connection): Promise<void> {
  const gone = await connection.runAndReadAll(
    `SELECT 1 FROM ${LEADS_BEFORE} ANTI JOIN lead_stays USING (tenant_id, lead_id) LIMIT 1`,
  );
  await connection.run(`DROP TABLE ${LEADS_BEFORE}`);
  if (gone.currentRowCount > 0) await makeDue(connection);
}

/** In a transaction in which stays are as clocks are, or newer: clocks go where their lead has. */
export async function removeClocksOfGoneLeads(connection: Connection): Promise<void> {
  const removed = await connection.run(`
    DELETE FROM sla_breaches WHERE NOT EXISTS (
      SELECT 1 FROM lead_stays
      WHERE lead_stays.tenant_id = sla_breaches.tenant_id AND lead_stays.lead_id = sla_breaches.lead_id)`);
  if (removed.rowsChanged > 0) await makeDue(connection);
}

/** Whether a lead has gone since the file was written anew. */
export async function isRewriteDue(connection: Connection): Promise<boolean> {
  const found = await connection.runAndReadAll(`SELECT 1 FROM duckdb_tables() WHERE table_name = '${DUE}'`);
  return found.currentRowCount > 0;
}

/**
 * Writes all that the file holds, tables and views of others included, to a new one at `fresh`, in the place of what is
 * there. Throws WarehouseNotRewrittenError; then there is nothing there.
 */
export async function writeFresh(connection: Connection, path: string, fresh: string): Promise<void> {
  try {
    rmSync(fresh, { force: true });
    // So that nothing of it is in a log of its own, which must not meet the new file.
    await connection.run("CHECKPOINT");
    const name = await connection.runAndReadAll("SELECT current_database()");
    await connection.run(`ATTACH ${literal(fresh)} AS ${FRESH}`);
    await connection.run(`COPY FROM DATABASE "${String(name.getRows()[0]?.[0]).replaceAll('"', '""')}" TO ${FRESH}`);
    await connection.run(`DROP TABLE ${FRESH}.main.${DUE}`);
    await connection.run(`DETACH ${FRESH}`);
  } catch (cause) {
    removeUnfinished(fresh);
    throw new WarehouseNotRewrittenError(path, cause);
  }
}

/** What stands in its way is said by the failure that led here. */
function removeUnfinished(fresh: string): void {
  try {
    for (const left of [fresh, `${fresh}.wal`]) rmSync(left, { force: true });
  } catch {}
}

async function makeDue(connection: Connection): Promise<void> {
  await connection.run(`CREATE TABLE IF NOT EXISTS ${DUE} (since TIMESTAMP WITH TIME ZONE)`);
}
