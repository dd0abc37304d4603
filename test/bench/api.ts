/**
 * How fast the API answers while events stream in: `node --conditions=source test/bench/api.ts [--seconds N] [--rate N]`.
 *
 * The demo's data, replayed into a folder; `stagefold serve` beside it as a process of its own; this process appends
 * breaches and metric values to the log as the processors would publish them, and asks for reports of all kinds at a
 * steady rate: requests leave when they are due, whatever became of those before, so that a slow answer is not hidden by
 * the requests that it holds up. Prints one JSON object; BENCHMARKS.md says what was measured where.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { FunnelMetric } from "@stagefold/domain";
import type { Log } from "@stagefold/processing";
import { FUNNEL_METRICS } from "@stagefold/processors";
import { openFolderLog } from "@stagefold/service";
import { eventClient } from "../api/event-client.ts";
import { costOf, run } from "./child-process.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    rate: { type: "string", default: "200" },
    published: { type: "string", default: "50" },
  },
});
const [seconds, rate, published] = [values.seconds, values.rate, values.published].map(Number) as [
  number,
  number,
  number,
];
const main = join(import.meta.dirname, "../../packages/cli/src/main.ts");
const folder = mkdtempSync(join(tmpdir(), "stagefold-bench-api-"));
const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

try {
  await run(["--conditions=source", main, "demo", "--exit", "--out", folder]);
  await measure();
} finally {
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const data = join(folder, "data");
  const flags = ["--config", join(folder, "config.yaml"), "--data", data, "--port", "0"];
  const server = spawn(process.execPath, ["--conditions=source", main, "serve", ...flags], {
    env: { ...process.env, STAGEFOLD_API_RATE_LIMIT: "100000" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    const url = await urlOf(server.stderr);
    while ((await timed(`${url}/readyz`)).status !== 200) await setTimeout(100);
    const paths = await pathsOf(url);
    const log = openFolderLog({ folder: data, partitions: 1, wallClock: Date.now });
    const metric = await newestMetric(log);
    const listening = await eventClient(`${url}/v1/tenants/${metric.tenantId}/events`);
    for (const path of paths) await timed(url + path);

    const cost = (): ServerCost => costOf(server.pid as number) ?? { cpuSeconds: 0, peakMiB: 0 };
    const before = cost();
    const asked: Promise<Asked>[] = [];
    const begin = performance.now();
    const sent = publish(log, metric, begin + seconds * 1_000);
    for (let n = 0; n < seconds * rate; n++) {
      const due = begin + (n * 1_000) / rate;
      const wait = due - performance.now();
      if (wait > 0) await setTimeout(wait);
      asked.push(timed(`${url}${paths[n % paths.length]}`, due));
    }
    const answers = await Promise.all(asked);
    const told = await sent;
    const after = cost();
    await setTimeout(1_000);
    listening.leave();
    await log.close();
    const lags = listening.events
      .filter(({ event }) => event === "metric")
      .map(({ data, at }) => at - (told[data.value - 1] ?? at))
      .sort((a, b) => a - b);
    print({
      answers,
      tookSeconds: (performance.now() - begin - 1_000) / 1_000,
      told: told.length,
      lags,
      kinds: paths.length,
      before,
      after,
    });
  } finally {
    server.kill("SIGTERM");
  }
}

interface Asked {
  readonly status: number;
  readonly ms: number;
}

/** From when the request was due to the last byte of its answer. */
function timed(address: string, due = performance.now()): Promise<Asked> {
  return new Promise((resolve, reject) => {
    get(address, { agent }, (answer) => {
      answer.resume().on("end", () => resolve({ status: answer.statusCode ?? 0, ms: performance.now() - due }));
    }).on("error", reject);
  });
}

async function urlOf(output: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of output) {
    text += chunk;
    const url = /"url":"([^"]+)"/.exec(text)?.[1];
    if (url === undefined) continue;
    output.resume();
    return url;
  }
  throw new Error(`it did not start: ${text}`);
}

/** Every kind of report, of every tenant. */
async function pathsOf(url: string): Promise<string[]> {
  const { tenants } = (await (await fetch(`${url}/v1/tenants`)).json()) as { tenants: { tenantId: string }[] };
  const reports = [
    "reports/mql",
    "reports/sql?grain=QUARTER",
    "reports/velocity",
    "reports/sla",
    "sla/clocks",
    "sla/breaches",
  ];
  const more = [
    "reports/sql/leads?limit=50",
    "reports/sql?grain=ROLLING_30D",
    "metrics?metric=leads_reached&limit=100",
  ];
  const paths = tenants.flatMap(({ tenantId }) =>
    [...reports, ...more].map((path) => `/v1/tenants/${tenantId}/${path}`),
  );
  return ["/v1/tenants", ...paths];
}

async function newestMetric(log: Log): Promise<FunnelMetric> {
  const end = await log.endOffset(FUNNEL_METRICS, 0);
  const { records } = await log.read(FUNNEL_METRICS, 0, Math.max(0, end - 1_000), { records: 2_000, bytes: 64 << 20 });
  for (const { value } of records.toReversed()) {
    const decoded = value === null ? null : codec.decode(value);
    if (decoded?.ok === true && decoded.record.type === "FunnelMetric") return decoded.record;
  }
  throw new Error("nothing was published");
}

/** Publishes so many revisions a second, ten commits of them, until then. When each was in the log. */
async function publish(log: Log, metric: FunnelMetric, until: number): Promise<readonly number[]> {
  const times: number[] = [];
  let count = 0;
  while (performance.now() < until) {
    const records = Array.from({ length: Math.max(1, published / 10) }, () => {
      count += 1;
      const value = codec.encode({ ...metric, revision: Number(metric.revision) + count, value: count });
      return { topic: FUNNEL_METRICS, partition: 0, key: Buffer.from(metric.metricId), value, headers: null };
    });
    await log.append(records);
    for (const _ of records) times.push(performance.now());
    await setTimeout(100);
  }
  return times;
}

interface ServerCost {
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

function print(measured: {
  readonly answers: readonly Asked[];
  readonly tookSeconds: number;
  readonly told: number;
  /** From the log to the client that listens, ms, in order. */
  readonly lags: readonly number[];
  readonly kinds: number;
  readonly before: ServerCost;
  readonly after: ServerCost;
}): void {
  const sorted = measured.answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number): number => Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 10) / 10;
  const ms = { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), max: at(1) };
  const failed = measured.answers.filter(({ status }) => status !== 200).length;
  const perSecond = Math.round(measured.answers.length / measured.tookSeconds);
  const { kinds, told, lags, before, after } = measured;
  const lagAt = (share: number): number => Math.round(lags[Math.floor(share * (lags.length - 1))] ?? 0);
  const events = { told: lags.length, p50Ms: lagAt(0.5), p99Ms: lagAt(0.99), maxMs: lagAt(1) };
  const cpuMs = ((after.cpuSeconds - before.cpuSeconds) * 1_000) / sorted.length;
  const server = { cpuMsPerRequest: Math.round(cpuMs * 100) / 100, peakMiB: Math.round(after.peakMiB) };
  console.log(
    JSON.stringify({
      requests: sorted.length,
      perSecond,
      kinds,
      failed,
      ms,
      server,
      published: told,
      events,
    }),
  );
}
