/** The rows of every table in `markdown` that has exactly these columns; cells without code marks, `\|` as `|`. Pure. */
export function tableRows(markdown: string, columns: readonly string[]): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  let inside = false;
  for (const line of markdown.split("\n")) {
    const cells = line.startsWith("|") ? cellsOf(line) : null;
    if (cells === null) {
      inside = false;
    } else if (inside) {
      if (!cells.every((cell) => /^-+$/.test(cell))) rows.push(cells);
    } else {
      inside = cells.join() === columns.join();
    }
  }
  return rows;
}

function cellsOf(line: string): readonly string[] {
  return line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("`", "").replaceAll("\\|", "|"));
}
