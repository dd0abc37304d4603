/** What an image holds, run as plain processes: compiled files, production's dependencies, nothing of the checkout. */
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { until } from "../api/until.ts";
import { prepareLeads, writeConfig } from "../e2e/prepared-folder.ts";
import { killAll, type StartedProcess, startProgram } from "../e2e/started-process.ts";

const folder = mkdtempSync(join(tmpdir(), "stagefold-assembled-"));
const assembled = join(folder, "opt");
const PATH = `${join(assembled, "bin")}:${dirname(process.execPath)}`;
const variables = {
  PATH,
  STAGEFOLD_CONFIG: writeConfig(folder),
  STAGEFOLD_DATA_DIR: join(folder, "data"),
  STAGEFOLD_HTTP_PORT: "0",
  STAGEFOLD_API_PORT: "0",
};

beforeAll(() => {
  const root = join(import.meta.dirname, "../..");
  const assemble = ["--conditions=source", join(root, "infra/images/assemble.ts"), assembled];
  execFileSync(process.execPath, assemble, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}, 120_000);
afterEach(killAll);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(name: string, args: readonly string[] = []): StartedProcess {
  return startProgram(join(assembled, "bin", name), args, variables);
}

/** Where it serves, once it has said so. */
async function portOf(started: StartedProcess, said: string, key: "port" | "url"): Promise<string> {
  await started.logged(said);
  const line = started.log().find(({ msg }) => msg === said);
  return key === "url" ? String(line?.url) : `http://127.0.0.1:${line?.port}`;
}

async function isReady(address: string): Promise<boolean> {
  return (await fetch(`${address}/readyz`)).status === 200;
}

async function stop(started: StartedProcess): Promise<void> {
  started.kill("SIGTERM");
  expect(await started.ended(), started.output()).toBe(0);
}

test("there is a program for the command line and for each service, and nothing of tests or sources", async () => {
  const services = readdirSync(join(import.meta.dirname, "../../services"));
  expect(readdirSync(join(assembled, "bin")).sort()).toEqual([...services, "stagefold"].sort());

  const files = readdirSync(assembled, { recursive: true, encoding: "utf8" });
  expect(files.filter((path) => /\.test[.-]|\.map$/.test(path) && !path.includes("node_modules"))).toEqual([]);
  expect(files.filter((path) => /(^|\/)(vitest|typescript|testkit|vite)(\/|@)/.test(path))).toEqual([]);
  expect(files.filter((path) => path.endsWith(".ts") && !path.includes("node_modules"))).toEqual([]);

  const say = (...words: readonly string[]) =>
    promisify(execFile)(join(assembled, "bin/stagefold"), words, { env: variables });
  expect((await say("--help")).stdout).toContain("Usage: stagefold");
  expect((await say("sources", "list")).stdout).toContain("csv-stage-changes");
});

test("the processors and the query API are ready, serve the dashboard, and end with 0", async () => {
  await prepareLeads(variables.STAGEFOLD_DATA_DIR, 200);
  const running = start("stagefold", ["run", "lead-tracker", "funnel-metrics"]);
  const processors = await portOf(running, "health and metrics are served", "port");
  await until(() => isReady(processors));
  const serving = start("query-api");
  const api = await portOf(serving, "listening", "url");
  await until(() => isReady(api));

  const page = await fetch(`${api}/`);
  expect([page.status, page.headers.get("content-type")]).toEqual([200, expect.stringContaining("text/html")]);
  const report = await fetch(`${api}/v1/tenants/acme/reports/mql?grain=YEAR&from=2026-01-01&to=2026-12-31`);
  expect(await report.json()).toMatchObject({ rows: [{ passed: 198 }] });

  await stop(serving);
  await stop(running);

  const alone = start("lead-tracker");
  const address = await portOf(alone, "health and metrics are served", "port");
  await until(() => isReady(address));
  await stop(alone);
});
