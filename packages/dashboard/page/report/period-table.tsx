import type { PeriodShape, Status } from "@stagefold/reports";
import { go } from "../address/navigate.ts";
import { keyDay, periodText } from "../format/period.ts";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";

interface PeriodRow {
  readonly period: PeriodShape;
  readonly status: Status;
}

export interface PeriodTableProps<T extends PeriodRow> {
  readonly caption: string;
  readonly rows: readonly T[];
  readonly selected: T;
  readonly columns: readonly Column<T>[];
}

/** Every period of the range, the newest first; a period is a button that shows it in full above. */
export function PeriodTable<T extends PeriodRow>({ caption, rows, selected, columns }: PeriodTableProps<T>) {
  return (
    <DataTable
      caption={caption}
      rows={rows.toReversed()}
      keyOf={({ period }) => period.start}
      isSelected={({ period }) => period.start === selected.period.start}
      columns={[
        {
          head: "Period",
          rowHead: true,
          cell: ({ period }) => (
            <button
              type="button"
              class="link"
              aria-pressed={period.start === selected.period.start}
              onClick={() => go({ period: keyDay(period) })}
            >
              {periodText(period)}
            </button>
          ),
        },
        { head: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
        ...columns,
      ]}
    />
  );
}
