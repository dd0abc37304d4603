/** Health and metrics as an operator meets them: a process, its port. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { prepareLeads, writeConfig } from "./prepared-folder.ts";
import { killAll, type StartedProcess, startProcess } from "./started-process.ts";

let folder: string;
let data: string;
let config: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "health-"));
  data = join(folder, "data");
  config = writeConfig(folder);
});
afterEach(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

function start(port: number | string): StartedProcess {
  const flags = ["--config", config, "--data", data, "--http-port", String(port)];
  return startProcess("packages/cli/src/main.ts", ["run", "lead-tracker", "funnel-metrics", ...flags], {});
}

/** Where it serves, once it does. */
async function addressOf(started: StartedProcess): Promise<string> {
  await started.logged("health and metrics are served");
  const { port } = started.log().find(({ msg }) => msg === "health and metrics are served") ?? {};
  return `http://127.0.0.1:${port}`;
}

/** Waits until the process says that it is ready. */
async function ready(address: string): Promise<void> {
  await until(async () => (await fetch(`${address}/readyz`)).status === 200);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await setTimeout(20);
}

/** How many leads' clocks have run out. */
async function breached(address: string): Promise<number | undefined> {
  const clocks = await metric(address, "stagefold_sla_clocks_open");
  return clocks.get('{tenant="acme",policy="speed",state="breached"}');
}

/** The samples of one metric, by their labels. */
async function metric(address: string, name: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${address}/metrics`)).text();
  const lines = text.split("\n").filter((line) => line.startsWith(`${name}{`));
  return new Map(
    lines.map((line) => [line.slice(name.length, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

test("given leads with dead letters among them, when all is read, then it is alive and ready, and the metrics say what happened", async () => {
  await prepareLeads(data, 1_000);
  const started = start(0);
  const address = await addressOf(started);

  await ready(address);

  const alive = await fetch(`${address}/livez`);
  expect([alive.status, await alive.json()]).toEqual([200, { ok: true, reasons: [] }]);
  const tracker = 'group="stagefold-lead-tracker",partition="0"';
  expect(await metric(address, "stagefold_task_lag_records")).toEqual(
    new Map([
      [`{${tracker},topic="lead-events"}`, 0],
      ...["stagefold-internal-funnel-deltas", "spend-events", "funnel-targets"].map(
        (topic) => [`{group="stagefold-funnel-metrics",partition="0",topic="${topic}"}`, 0] as const,
      ),
    ]),
  );
  expect(await metric(address, "stagefold_task_lag_seconds")).toContainEqual([`{${tracker},topic="lead-events"}`, 0]);
  expect(await metric(address, "stagefold_records_read_total")).toContainEqual([`{${tracker}}`, 1_000]);
  expect(await metric(address, "stagefold_dead_letters_total")).toEqual(
    new Map([['{group="stagefold-lead-tracker",reason="UNDECODABLE"}', 10]]),
  );
  // What was read as history is at history's clock first.
  await until(async () => (await breached(address)) === 990);
  expect([...(await metric(address, "stagefold_sla_clocks_open")).values()]).toEqual([0, 0, 990]);
  const clock = (await metric(address, "stagefold_task_clock_timestamp_seconds")).get(`{${tracker}}`) ?? 0;
  expect(Math.abs(Date.now() / 1_000 - 30 - clock)).toBeLessThan(60);
  const due = await metric(address, "stagefold_next_deadline_timestamp_seconds");
  expect(due.get('{group="stagefold-funnel-metrics",partition="0"}')).toBeGreaterThan(clock);
  expect((await metric(address, "stagefold_commit_duration_seconds_count")).size).toBe(2);
  expect((await metric(address, "stagefold_build_info")).size).toBe(1);

  const refused = started.log().find(({ msg }) => msg === "records became dead letters");
  expect(refused).toMatchObject({
    level: "warn",
    task: "stagefold-lead-tracker.0",
    position: { "lead-events": 1_000 },
    traceId: expect.stringMatching(/^[\da-f]{32}$/),
    reasons: { UNDECODABLE: 10 },
    first: { reason: "UNDECODABLE", topic: "lead-events", partition: 0, offset: 99 },
  });

  started.kill("SIGTERM");
  expect(await started.ended(), started.output()).toBe(0);
  await expect(fetch(address)).rejects.toThrow();
});

test("given clocks that run, when the process is started again, then they are known before anything is read", async () => {
  await prepareLeads(data, 100);
  for (let round = 0; round < 2; round++) {
    const started = start(0);
    const address = await addressOf(started);
    await ready(address);

    await until(async () => (await breached(address)) === 99);
    const tracked = '{group="stagefold-lead-tracker",partition="0"}';
    expect((await metric(address, "stagefold_records_read_total")).get(tracked)).toBe(round === 0 ? 100 : 0);

    started.kill("SIGTERM");
    expect(await started.ended(), started.output()).toBe(0);
  }
});

test("given other paths and methods, then it says what there is", async () => {
  const address = await addressOf(start(0));

  expect((await fetch(`${address}/health`)).status).toBe(404);
  const posted = await fetch(`${address}/livez`, { method: "POST" });
  expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  expect((await fetch(`${address}/livez?verbose`)).status).toBe(200);
});

test("given a port that another process has, then it says so and ends with 1", async () => {
  const other = createServer().listen(0, "0.0.0.0");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;

  const started = start(port);

  expect(await started.ended()).toBe(1);
  expect(started.output()).toContain(
    `0.0.0.0:${port} cannot be listened on for health and metrics: another process listens there. Set STAGEFOLD_HTTP_PORT`,
  );
  other.close();
});

test("given a port that is none, then it says so and ends with 2", async () => {
  const started = start("http");

  expect(await started.ended()).toBe(2);
  expect(started.output()).toContain('STAGEFOLD_HTTP_PORT: expected a port from 0 to 65535, found "http"\n');
});
