import type { MetricRow } from "./fold-topics.ts";

const NONE = "\u2013";
const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, min: 60_000, s: 1_000, ms: 1 };
const SMALLER: Readonly<Record<string, number>> = { d: 3_600_000, h: 60_000, min: 1_000, s: 1_000, ms: 1 };

/** Whether a text of the page says what the record does: a figure that is not published is a dash, or a count of 0. */
export function shownAs(text: string, record: MetricRow | undefined, of: string): boolean {
  const field = of.split("|")[3] as "value";
  const value = record?.[field];
  if (value === undefined || value === null) return text === NONE || (record === undefined && isNought(text, of));
  const unit = field === ("sampleCount" as string) ? "leads" : record?.unit;
  switch (unit) {
    case "leads":
    case "stays":
      return text === value.toLocaleString("en-GB");
    case "ratio":
      if (of.startsWith("mqls_per_sql|")) return text === decimal(value);
      return (
        text === value.toLocaleString("en-GB", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 })
      );
    case "ms":
      return saysLength(text, value);
    default:
      return text === money(value, unit ?? "EUR");
  }
}

/** What was never published of counts and of spend is nought. */
function isNought(text: string, of: string): boolean {
  if (of.startsWith("spend|")) return /^\D*0\.00$/.test(text);
  return text === "0" && /^(leads_|stage_|sla_(met|breached|cancelled)|time_in_stage.*sampleCount)/.test(of);
}

function money(value: number, currency: string): string {
  const whole = Math.abs(value) >= 1_000 ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {};
  return value.toLocaleString("en-GB", { style: "currency", currency, ...whole });
}

/** Two units of it, the smaller one rounded. */
function saysLength(text: string, ms: number): boolean {
  const parts = [...text.matchAll(/(\d+) (ms|d|h|min|s)\b/g)];
  const largest = parts[0]?.[2];
  if (largest === undefined) return false;
  const said = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit as string] as number), 0);
  return Math.abs(said - ms) <= (SMALLER[largest] as number) / 2 + 1;
}

function decimal(value: number): string {
  return value.toLocaleString("en-GB", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}
