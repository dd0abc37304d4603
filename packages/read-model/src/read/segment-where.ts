import { NONE } from "@stagefold/domain";
import type { SegmentFilter } from "@stagefold/reports";

/** A condition in SQL with its values. */
export interface Where {
  readonly sql: string;
  readonly values: Readonly<Record<string, string | number>>;
}

const COLUMNS = { channel: "channel", campaignId: "campaign_id", ownerId: "owner_id" } as const;

/** What rows of leads meet the filter, beginning with ` AND `; `(none)` is those without. */
export function segmentWhere(segment: SegmentFilter): Where {
  let sql = "";
  const values: Record<string, string> = {};
  for (const [dimension, column] of Object.entries(COLUMNS)) {
    const value = segment[dimension as keyof typeof COLUMNS];
    if (value === undefined) continue;
    sql += ` AND ${column} = @${dimension}`;
    values[dimension] = value === NONE ? "" : value;
  }
  return { sql, values };
}
