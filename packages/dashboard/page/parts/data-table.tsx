import type { ComponentChildren } from "preact";
import { ScrollBox } from "./scroll-box.tsx";

export interface Column<T> {
  readonly head: ComponentChildren;
  readonly cell: (row: T) => ComponentChildren;
  /** Numbers stand to the right. */
  readonly number?: boolean;
  /** The cell names its row. */
  readonly rowHead?: boolean;
}

export interface DataTableProps<T> {
  /** What the table says, for who does not see it; shown where `showCaption`. */
  readonly caption: string;
  readonly showCaption?: boolean;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly isSelected?: (row: T) => boolean;
}

/** A table that scrolls on its own where it is wider than the page. */
export function DataTable<T>({ caption, showCaption, columns, rows, keyOf, isSelected }: DataTableProps<T>) {
  return (
    <ScrollBox label={caption}>
      <table>
        <caption class={showCaption ? "" : "unseen"}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ head, number }, index) => (
              <th key={index} scope="col" class={number ? "number" : ""}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} class={isSelected?.(row) ? "selected" : ""}>
              {columns.map(({ cell, number, rowHead }, index) =>
                rowHead ? (
                  <th key={index} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={index} class={number ? "number" : ""}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
