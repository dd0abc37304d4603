/**
 * How fast `stagefold replay` is: `pnpm bench [EVENTS] [--runs N] [--partitions N]`.
 *
 * 50 tenants of Zipf sizes, leads of 4 to 12 events over half a year, the example configuration of SEMANTICS 11:
 * every metric, grain and segment. Then `stagefold run` on a state kept by such a replay: how long until it
 * processes again. Prints one JSON object per run; BENCHMARKS.md says what was measured where.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { run } from "./child-process.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "3" }, partitions: { type: "string", default: "6" } },
});
const events = Number(positionals[0] ?? "1000000");
const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "stagefold-bench-"));
const input = join(folder, "events.ndjson");
const config = join(folder, "config.yaml");
const stagefold = ["--conditions=source", join(root, "packages/cli/src/main.ts")];

try {
  await run(["--conditions=source", join(import.meta.dirname, "generate.ts"), String(events), input, config]);
  for (let i = 0; i < Number(values.runs); i++) await measureReplay();
  await measureRestart();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measureReplay(): Promise<void> {
  const out = join(folder, "out");
  const cost = await run([...stagefold, "replay", input, "--config", config, "--out", out, ...partitions()]);
  const summary = JSON.parse(readFileSync(join(out, "summary.json"), "utf8")) as { readonly eventsPerSecond: number };
  const bytes = ["lead-stays", "sla-breaches", "funnel-metrics"].map((t) => statSync(join(out, `${t}.ndjson`)).size);
  print("replay", {
    events,
    eventsPerSecond: Math.round(summary.eventsPerSecond),
    ...rounded(cost),
    outputMiB: mib(bytes),
  });
  rmSync(out, { recursive: true });
}

async function measureRestart(): Promise<void> {
  const out = join(folder, "out");
  const data = join(folder, "data");
  await run([...stagefold, "replay", input, "--config", config, "--out", out, "--data", data, ...partitions()]);
  const args = ["run", "lead-tracker", "funnel-metrics", "--config", config, "--data", data, ...partitions()];
  const tasks = 2 * Number(values.partitions);
  for (const said of ["task taken over", "caught up"]) {
    const all = (output: string): boolean => output.split(`"${said}"`).length > tasks;
    print(`run on existing state, until all tasks said: ${said}`, {
      events,
      ...rounded(await run([...stagefold, ...args], all)),
    });
  }
}

function partitions(): readonly string[] {
  return ["--partitions", values.partitions];
}

function print(what: string, figures: object): void {
  console.log(JSON.stringify({ what, ...figures }));
}

function rounded(cost: object): object {
  return Object.fromEntries(Object.entries(cost).map(([name, value]) => [name, Number(Number(value).toPrecision(4))]));
}

function mib(bytes: readonly number[]): number {
  return Math.round(bytes.reduce((a, b) => a + b, 0) / 2 ** 20);
}
