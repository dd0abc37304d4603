/** A table for a terminal: a title, one line that says what it shows, columns set flush. */
export interface TextTable {
  readonly title: string;
  /** What the numbers mean. */
  readonly caption: string;
  readonly columns: readonly Column[];
  /** As many cells each as there are columns. */
  readonly rows: readonly (readonly string[])[];
}

export interface Column {
  readonly header: string;
  /** Text stands left, numbers right. */
  readonly align: "left" | "right";
}

export interface TextStyle {
  /** Bold and dim by ANSI escapes; false where the output is no terminal. */
  readonly colour: boolean;
}

const GAP = "  ";

/** A column of text. Pure. */
export function textColumn(header: string): Column {
  return { header, align: "left" };
}

/** A column of numbers. Pure. */
export function numberColumn(header: string): Column {
  return { header, align: "right" };
}

/** The lines of `table`, no blank ones around and no blanks at their ends. Pure. */
export function renderTable(table: TextTable, style: TextStyle): readonly string[] {
  const head = [bold(table.title, style), dim(table.caption, style)];
  if (table.rows.length === 0) return [...head, "(nothing yet)"];
  const headers = table.columns.map((column) => column.header);
  const widths = headers.map((header, index) =>
    Math.max(header.length, ...table.rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    table.columns
      .map(({ align }, index) => {
        const cell = cells[index] ?? "";
        const width = widths[index] as number;
        return align === "left" ? cell.padEnd(width) : cell.padStart(width);
      })
      .join(GAP)
      .trimEnd();
  const rule = "-".repeat(widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length));
  return [...head, line(headers), dim(rule, style), ...table.rows.map(line)];
}

/** `text` bold where the style has colour. Pure. */
export function bold(text: string, style: TextStyle): string {
  return style.colour ? `\u001b[1m${text}\u001b[22m` : text;
}

/** `text` dim where the style has colour. Pure. */
export function dim(text: string, style: TextStyle): string {
  return style.colour ? `\u001b[2m${text}\u001b[22m` : text;
}
