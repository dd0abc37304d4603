/**
 * How many events a second intake takes over HTTP:
 * `node --conditions=source test/bench/intake.ts [--events N] [--batch N] [--senders N] [--rate N] [--alone] [--now]`.
 *
 * `stagefold run lead-tracker funnel-metrics intake` on the embedded log of an empty folder, as a process of its own
 * (`--alone`: intake without the processors); this process sends the load of generate.ts in batches of NDJSON, so many at
 * once, as fast as they are answered or at `--rate` events a second. `--now`: they occur now, not over half a year. Prints one JSON object; BENCHMARKS.md says what was
 * measured where.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { costOf } from "./child-process.ts";
import { loadLines } from "./generate.ts";
import { LOAD_CONFIG_YAML } from "./load-config.ts";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "100000" },
    batch: { type: "string", default: "500" },
    senders: { type: "string", default: "4" },
    rate: { type: "string", default: "0" },
    alone: { type: "boolean", default: false },
    now: { type: "boolean", default: false },
  },
});
const [events, batch, senders, rate] = [values.events, values.batch, values.senders, values.rate].map(Number) as [
  number,
  number,
  number,
  number,
];
const folder = mkdtempSync(join(tmpdir(), "stagefold-bench-intake-"));
const agent = new Agent({ keepAlive: true, maxSockets: senders });

try {
  await measure();
} finally {
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const config = join(folder, "config.yaml");
  writeFileSync(config, LOAD_CONFIG_YAML);
  const bodies = batches();
  const parts = values.alone ? ["intake"] : ["lead-tracker", "funnel-metrics", "intake"];
  const main = join(import.meta.dirname, "../../packages/cli/src/main.ts");
  const flags = ["--config", config, "--data", join(folder, "data"), "--intake-port", "0"];
  const server = spawn(process.execPath, ["--conditions=source", main, "run", ...parts, ...flags], {
    env: { ...process.env, STAGEFOLD_INTAKE_RATE: "100000" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    const url = await urlOf(server);
    const before = costOf(server.pid as number);
    const startedAt = performance.now();
    const taken = await sendAll(url, bodies, startedAt);
    const seconds = (performance.now() - startedAt) / 1_000;
    while (Number((await pendingOf(url)) ?? 0) > 0) await setTimeout(5);
    const publishedSeconds = (performance.now() - startedAt) / 1_000;
    const after = costOf(server.pid as number);
    const times = taken.times.sort((a, b) => a - b);
    const at = (share: number): number => Math.round((times[Math.floor(share * (times.length - 1))] ?? 0) * 10) / 10;
    console.log(
      JSON.stringify({
        ...{ parts, events, batch, senders, accepted: taken.accepted, duplicates: taken.duplicates },
        eventsPerSecond: Math.round(events / seconds),
        untilAllPublishedPerSecond: Math.round(events / publishedSeconds),
        ms: { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) },
        cpuMicrosPerEvent: Math.round((((after?.cpuSeconds ?? 0) - (before?.cpuSeconds ?? 0)) * 1e6) / events),
        peakMiB: Math.round(after?.peakMiB ?? 0),
      }),
    );
  } finally {
    server.kill("SIGKILL");
  }
}

function batches(): readonly Buffer[] {
  const bodies: Buffer[] = [];
  let lines: string[] = [];
  let count = 0;
  for (const line of loadLines(events, 1)) {
    if (count++ === events) break;
    lines.push(values.now ? ofNow(line, count) : line);
    if (lines.length < batch) continue;
    bodies.push(Buffer.from(lines.join("\n")));
    lines = [];
  }
  if (lines.length > 0) bodies.push(Buffer.from(lines.join("\n")));
  return bodies;
}

/** What happens as one looks: a millisecond after the other up to now, instead of over half a year. */
function ofNow(line: string, n: number): string {
  return line.replace(
    /"occurredAt":"[^"]+"/,
    `"occurredAt":"${new Date(Date.now() - 60_000 - events + n).toISOString()}"`,
  );
}

interface Taken {
  readonly times: number[];
  accepted: number;
  duplicates: number;
}

async function sendAll(url: string, bodies: readonly Buffer[], startedAt: number): Promise<Taken> {
  const taken: Taken = { times: [], accepted: 0, duplicates: 0 };
  let next = 0;
  const sender = async (): Promise<void> => {
    for (;;) {
      const n = next++;
      const body = bodies[n];
      if (body === undefined) return;
      const dueAt = rate === 0 ? performance.now() : startedAt + (n * batch * 1_000) / rate;
      await setTimeout(Math.max(0, dueAt - performance.now()));
      const { status, text } = await post(`${url}/v1/events`, body);
      taken.times.push(performance.now() - dueAt);
      if (status !== 200) throw new Error(`${status}: ${text.slice(0, 500)}`);
      const answer = JSON.parse(text) as { readonly accepted: number; readonly duplicates: number };
      taken.accepted += answer.accepted;
      taken.duplicates += answer.duplicates;
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
  return taken;
}

function post(url: string, body: Buffer): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/x-ndjson", "content-length": body.length };
    request(url, { method: "POST", agent, headers }, async (answer) => {
      let text = "";
      for await (const chunk of answer.setEncoding("utf8")) text += chunk;
      resolve({ status: answer.statusCode ?? 0, text });
    })
      .on("error", reject)
      .end(body);
  });
}

async function pendingOf(url: string): Promise<number | null> {
  const state = (await (await fetch(`${url}/readyz`)).json()) as { readonly pendingEvents: number | null };
  return state.pendingEvents;
}

/** Where it listens, once it takes events. Throws with what it said where it ends before. */
async function urlOf(server: ChildProcessByStdio<null, null, Readable>): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = "";
  server.once("exit", () => reject(new Error(`the service has ended:\n${text}`)));
  server.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    const url = /"url":"([^"]+)"/.exec(text)?.[1];
    if (url !== undefined && text.includes("events are taken")) resolve(url);
  });
  return promise;
}
