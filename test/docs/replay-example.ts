/** Runs `stagefold replay` as a reader of the documentation would, and gives what it wrote. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

/** A line of an output file. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** The topics of a replay folded to the newest row per key. */
export interface Replayed {
  readonly metrics: ReadonlyMap<string, Row>;
  readonly breaches: ReadonlyMap<string, Row>;
  readonly summary: Row;
}

/** Replays the files of a folder under docs/examples up to `until`. Throws what the command said where it failed. */
export function replayExample(example: string, until: string): Replayed {
  const folder = join("docs/examples", example);
  const out = mkdtempSync(join(tmpdir(), "stagefold-docs-"));
  try {
    const main = "packages/cli/src/main.ts";
    const files = ["replay", join(folder, "events.ndjson"), "--config", join(folder, "stagefold.yaml")];
    const run = spawnSync(process.execPath, ["--conditions=source", main, ...files, "--out", out, "--until", until], {
      cwd: ROOT,
      encoding: "utf8",
    });
    if (run.status !== 0) throw new Error(`stagefold replay ended with ${run.status}: ${run.stderr}`);
    return {
      metrics: newest(join(out, "funnel-metrics.ndjson"), "metricId"),
      breaches: newest(join(out, "sla-breaches.ndjson"), "clockId"),
      summary: JSON.parse(readFileSync(join(out, "summary.json"), "utf8")) as Row,
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function newest(file: string, key: string): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    const row = JSON.parse(line) as Row;
    rows.set(String(row[key]), row);
  }
  return rows;
}
