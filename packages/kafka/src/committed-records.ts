import type { LogRecord } from "@stagefold/processing";
import type { Fetched } from "./fetch-request.ts";

/** What a fetch brought that counts, and where to read on. */
export interface CommittedRecords {
  readonly records: readonly LogRecord[];
  readonly nextOffset: number;
}

/**
 * The records from `offset` on without those of aborted transactions and without the markers. Reading on is past
 * all batches fetched, whatever is left of them. Pure.
 */
export function committedRecords({ batches, aborted }: Fetched, offset: number): CommittedRecords {
  const records: LogRecord[] = [];
  const aborting = new Set<number>();
  let begun = 0;
  let nextOffset = offset;
  for (const batch of batches) {
    for (let next = aborted[begun]; next !== undefined && next.firstOffset <= batch.lastOffset; next = aborted[begun]) {
      aborting.add(next.producerId);
      begun++;
    }
    nextOffset = Math.max(nextOffset, batch.lastOffset + 1);
    if (batch.marker === "abort") aborting.delete(batch.producerId);
    if (batch.isTransactional && aborting.has(batch.producerId)) continue;
    for (const record of batch.records) if (record.offset >= offset) records.push(record);
  }
  return { records, nextOffset };
}
