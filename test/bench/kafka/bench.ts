/**
 * How fast Stagefold is on Kafka: `pnpm bench:kafka [EVENTS] [--config same-work|example] [--runs N]
 * [--processes "lead-tracker,funnel-metrics"] [--load COMMAND] [--beside COMMAND] [--node OPTIONS]`.
 *
 * Each run has a broker of its own (on this machine's Java), loads the backlog, measures the ceiling once, and starts
 * Stagefold. Prints one JSON object per run; BENCHMARKS.md says what was measured where.
 *
 * | option        | what                                                                                       |
 * | ------------- | ------------------------------------------------------------------------------------------ |
 * | `--processes` | one for each word, with the processors named in it: `"lead-tracker funnel-metrics"` is two |
 * | `--load`      | a shell command that loads lead-events instead; has N, PORT and KAFKA_BROKERS               |
 * | `--beside`    | a shell command run before each run of ours, of which the last line is printed; has N       |
 * | `--node`      | options for Node in Stagefold's processes, such as `--cpu-prof`                            |
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { measureBacklog } from "./backlog.ts";
import { type BenchBroker, startBenchBroker } from "./bench-broker.ts";
import { CONFIGS, type ConfigName } from "./configs.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    config: { type: "string", default: "same-work" },
    runs: { type: "string", default: "3" },
    processes: { type: "string", default: "lead-tracker,funnel-metrics" },
    load: { type: "string" },
    beside: { type: "string" },
    node: { type: "string", default: "" },
    ceiling: { type: "boolean", default: true },
  },
});
const run = promisify(execFile);
const events = Number(positionals[0] ?? "1000000");
const config = values.config as ConfigName;
if (CONFIGS[config] === undefined) throw new Error(`--config is one of ${Object.keys(CONFIGS).join(", ")}`);

for (let i = 0; i < Number(values.runs); i++) {
  if (values.beside !== undefined) await measureBeside(values.beside);
  await measureOurs(i === 0);
}

async function measureOurs(withCeiling: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-bench-"));
  const broker = await startBenchBroker();
  try {
    await load(broker);
    if (withCeiling && values.ceiling) print(await script("ceiling.ts", broker.brokers));
    const configFile = join(folder, "config.yaml");
    writeFileSync(configFile, CONFIGS[config]);
    const processes = values.processes.split(" ").map((names, index) => ({
      processors: names.split(","),
      folder: join(folder, String(index)),
    }));
    const node = values.node.split(" ").filter((option) => option !== "");
    const what = `backlog, ${config}, ${processes.length === 1 ? "one process" : `${processes.length} processes`}`;
    print(JSON.stringify({ what, ...(await measureBacklog(broker, { configFile, processes, node })) }));
  } finally {
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function load({ brokers }: BenchBroker): Promise<void> {
  if (values.load === undefined) {
    await script("load-topics.ts", brokers, String(events), ...(config === "example" ? ["--plans"] : []));
  } else {
    await shell(values.load, { KAFKA_BROKERS: brokers, PORT: brokers.split(":")[1] as string });
  }
}

async function measureBeside(command: string): Promise<void> {
  print((await shell(command, {})).trim().split("\n").at(-1) ?? "");
}

async function script(name: string, ...args: readonly string[]): Promise<string> {
  const file = join(import.meta.dirname, name);
  return (await run(process.execPath, ["--conditions=source", file, ...args])).stdout.trim();
}

async function shell(command: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const env = { ...process.env, N: String(events), ...variables };
  return (await run("sh", ["-c", command], { env, maxBuffer: 64 << 20 })).stdout;
}

function print(line: string): void {
  console.log(line);
}
