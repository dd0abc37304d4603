/** What an import has to tell, for a person and for a program. */
import type { ImportResult } from "./run-import.ts";
import type { ReasonCount, Refused, RefusedCount } from "./tally.ts";

export interface ReportOptions {
  readonly sourceName: string;
  readonly dryRun: boolean;
}

/** As one JSON object, with its line end. Pure. */
export function importJson(result: ImportResult, { sourceName, dryRun }: ReportOptions): string {
  const { files, tally, interrupted, pendingEvents } = result;
  return `${JSON.stringify({ source: sourceName, dryRun, interrupted, files, ...tally, pendingEvents }, null, 2)}\n`;
}

/** As lines. Pure. */
export function importText({ files, tally }: ImportResult, { sourceName, dryRun }: ReportOptions): string {
  const { records, published, duplicates, notDue, skipped, refused } = tally;
  const events = Object.values(published).reduce((sum, count) => sum + count, 0);
  const lines: string[] = [];
  for (const { file, state, from } of files) {
    if (state === "done before")
      lines.push(
        `${file}: imported before, with the same mapping and configuration (${number(from)} records): not read; --again reads it`,
      );
    else if (from > 0 && state !== "not begun")
      lines.push(`${file}: went on from record ${number(from + 1)}, where an earlier import ended`);
  }
  lines.push(
    `${sourceName}: ${number(records)} ${records === 1 ? "record" : "records"} read, ${number(events)} ` +
      `${events === 1 ? "event" : "events"} ${dryRun ? "would be published" : "published"}`,
  );
  for (const [type, count] of Object.entries(published)) lines.push(row(type, count));
  if (duplicates > 0) lines.push(row("duplicates", duplicates));
  lines.push(...reasonRows("not due", notDue), ...reasonRows("skipped", skipped), ...refusedRows(refused));
  return `${lines.join("\n")}\n`;
}

function row(label: string, count: number): string {
  return `  ${label.padEnd(24)}${number(count).padStart(12)}`;
}

function reasonRows(label: string, reasons: readonly ReasonCount[]): string[] {
  if (reasons.length === 0) return [];
  const sum = reasons.reduce((total, { count }) => total + count, 0);
  return [row(label, sum), ...reasons.slice(0, 10).map(({ reason, count }) => `    ${number(count)}: ${reason}`)];
}

function refusedRows(refused: readonly RefusedCount[]): string[] {
  if (refused.length === 0) return [];
  const sum = refused.reduce((total, { count }) => total + count, 0);
  const lines = [row("refused", sum)];
  for (const { reason, field, count, examples } of refused.slice(0, 10)) {
    lines.push(`    ${number(count)}: ${reason}${field === null ? "" : `, ${field}`}`);
    for (const example of examples) lines.push(`      ${placeText(example)}: ${example.detail}`);
    if (count > examples.length) lines.push(`      and ${number(count - examples.length)} more`);
  }
  return lines;
}

function placeText({ file, line, index }: Refused): string {
  return `${file}, ${line === null ? `record ${number(index + 1)}` : `line ${number(line)}`}`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
