/**
 * What the documentation shows is what comes out: every number in the tables of docs/metrics.md, and the first
 * replay of the README.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { METRICS } from "@stagefold/domain";
import { describe, expect, test } from "vitest";
import { tableRows } from "./markdown-table.ts";
import { ROOT, replayExample } from "./replay-example.ts";

const page = (name: string): string => readFileSync(join(ROOT, name), "utf8");

describe("docs/metrics.md", () => {
  const { metrics } = replayExample("march", "2026-03-16T11:30:00+01:00");
  const march = tableRows(page("docs/metrics.md"), ["metric", "subject", "n", "d", "value", "samples"]);
  const days = tableRows(page("docs/metrics.md"), ["metric", "subject", "day", "value"]);

  const channels = tableRows(page("docs/metrics.md"), ["metric", "channel", "n", "d", "value"]);

  const find = (metric: string, subject: string, grain: string, periodStart: string, channel?: string) =>
    [...metrics.values()].find(
      (row) =>
        row.metric === metric &&
        (row.subject ?? "") === subject &&
        row.grain === grain &&
        row.periodStart === periodStart &&
        row.channel === channel,
    );

  test("has an example of every metric", () => {
    const shown = new Set([...march, ...days].map(([metric]) => metric));
    expect([...shown].sort()).toEqual([...METRICS].sort());
  });

  test.each(march)("%s %s in March", (...row) => {
    const [metric, subject, n, d, value, samples] = row as [string, string, string, string, string, string];
    const found = find(metric, subject, "MONTH", "2026-03-01");
    expect(found?.numerator ?? null).toBe(numberOf(n));
    expect(found?.denominator ?? null).toBe(numberOf(d));
    expect(found?.value ?? null).toBeCloseTo(numberOf(value) as number, 9);
    expect(found?.sampleCount ?? null).toBe(numberOf(samples));
  });

  test.each(channels)("%s of channel %s in March", (...row) => {
    const [metric, channel, n, d, value] = row as [string, string, string, string, string];
    const found = find(metric, "SQL", "MONTH", "2026-03-01", channel);
    expect([found?.numerator, found?.denominator]).toEqual([numberOf(n), numberOf(d)]);
    expect(String(found?.value ?? null)).toBe(value);
  });

  test("explains the upside-down rate by the channels of the example", () => {
    expect(new Set(channels.map(([metric]) => metric))).toEqual(new Set(["acceptance_rate", "mqls_per_sql"]));
    const counts = channels
      .filter(([metric]) => metric === "acceptance_rate")
      .map(([, , n, d]) => [Number(n), Number(d)]);
    const sum = (at: number): number => counts.reduce((all, each) => all + (each[at] as number), 0);
    const all = find("acceptance_rate", "SQL", "MONTH", "2026-03-01");
    expect([sum(0), sum(1)]).toEqual([all?.numerator, all?.denominator]);
  });

  test.each(days)("%s %s on %s", (...row) => {
    const [metric, subject, day, value] = row as [string, string, string, string];
    const found = find(metric, subject, "DAY", day);
    expect(found === undefined ? "no record" : String(found.value)).toBe(value);
  });
});

describe("README.md", () => {
  test("shows the files of docs/examples/first", () => {
    const readme = page("README.md");
    expect(readme).toContain(page("docs/examples/first/stagefold.yaml"));
    expect(readme).toContain(page("docs/examples/first/events.ndjson"));
  });

  test("tells what comes out of them", () => {
    const { metrics, breaches, summary } = replayExample("first", "2026-03-05T00:00:00+01:00");
    expect(summary).toMatchObject({ read: 4, duplicates: 0, deadLetters: {} });
    expect([...breaches.values()]).toMatchObject([{ kind: "BREACHED", leadId: "ben" }]);
    const rows = tableRows(page("README.md"), ["metricId", "n", "d", "value", "status"]);
    expect(rows.length).toBeGreaterThan(0);
    for (const [metricId, n, d, value, status] of rows) {
      const row = metrics.get(metricId as string);
      expect([metricId, row?.numerator ?? null, row?.denominator ?? null, row?.value ?? null, row?.status]).toEqual([
        metricId,
        numberOf(n as string),
        numberOf(d as string),
        numberOf(value as string),
        status,
      ]);
    }
  });
});

function numberOf(cell: string): number | null {
  return cell === "" ? null : Number(cell);
}
