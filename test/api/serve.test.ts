/** `stagefold serve` as an operator meets it: a process, killed and started, beside the process that writes the log. */
import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tokenHash } from "@stagefold/http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stagefold } from "../cli/executable.ts";
import { prepareLeads, writeConfig } from "../e2e/prepared-folder.ts";
import { killAll, type StartedProcess, startProcess } from "../e2e/started-process.ts";
import { until } from "./until.ts";

let folder: string;
let data: string;
let config: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stagefold-serve-"));
  data = join(folder, "data");
  config = writeConfig(folder);
});
afterEach(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

function serve(more: Readonly<Record<string, string>> = {}): StartedProcess {
  const variables = { STAGEFOLD_CONFIG: config, STAGEFOLD_DATA_DIR: data, STAGEFOLD_API_PORT: "0", ...more };
  return startProcess("services/query-api/src/main.ts", [], variables);
}

function run(): StartedProcess {
  const flags = ["--config", config, "--data", data];
  return startProcess("packages/cli/src/main.ts", ["run", "lead-tracker", "funnel-metrics", ...flags], {});
}

async function urlOf(started: StartedProcess): Promise<string> {
  await started.logged("listening");
  return started.log().find(({ msg }) => msg === "listening")?.url as string;
}

/** How many leads the read model has, once it has caught up. */
async function leadsAt(url: string): Promise<number> {
  await until(async () => (await fetch(`${url}/readyz`)).status === 200);
  const { tenants } = (await (await fetch(`${url}/v1/tenants`)).json()) as { tenants: { leads: number }[] };
  return tenants[0]?.leads ?? 0;
}

describe("the query API", () => {
  it("listens before there is anything, says so, and has it all once it is there", async () => {
    const serving = serve();
    const url = await urlOf(serving);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    const early = await fetch(`${url}/readyz`);
    expect([early.status, ((await early.json()) as { reasons: string[] }).reasons.length > 0]).toEqual([503, true]);

    await prepareLeads(data, 300);
    const running = run();
    await running.logged("caught up", "stagefold-funnel-metrics.0");

    await until(async () => (await leadsAt(url)) === 297);
    serving.kill("SIGTERM");
    expect(await serving.ended(), serving.output()).toBe(0);
  });

  it("goes on from its own position after kill -9, beside a log that is written, and neither lacks nor doubles a lead", async () => {
    await prepareLeads(data, 20_000);
    const running = run();
    const killed = serve({ LOG_LEVEL: "debug" });
    const url = await urlOf(killed);
    await until(async () => {
      const { behind } = (await (await fetch(`${url}/readyz`)).json()) as { behind: number | null };
      return behind !== null;
    });
    killed.kill("SIGKILL");
    await killed.ended();

    const again = serve();
    await running.logged("caught up", "stagefold-funnel-metrics.0");
    const nextUrl = await urlOf(again);
    await until(async () => (await leadsAt(nextUrl)) === 19_800);
    const report = await fetch(`${nextUrl}/v1/tenants/acme/reports/mql?grain=YEAR&from=2026-01-01&to=2026-12-31`);
    expect(await report.json()).toMatchObject({ rows: [{ passed: 19_800 }] });
    expect(again.log().some(({ msg }) => msg === "the read model is made from the beginning")).toBe(false);
    running.kill("SIGTERM");
    expect(await running.ended(), running.output()).toBe(0);
  });

  it("does not listen to others without tokens, and names the variable", async () => {
    const refused = serve({ STAGEFOLD_API_HOST: "0.0.0.0" });
    expect(await refused.ended()).toBe(2);
    expect(refused.output()).toContain(
      "STAGEFOLD_API_TOKENS_FILE: expected a file of tokens, since others than this machine reach 0.0.0.0",
    );
    expect(existsSync(join(data, "read-model.db"))).toBe(false);
  });

  it("says that a port is taken", async () => {
    const first = serve();
    const port = new URL(await urlOf(first)).port;
    const second = serve({ STAGEFOLD_API_PORT: port, STAGEFOLD_API_MODEL_FILE: join(folder, "second.db") });
    expect(await second.ended()).toBe(1);
    expect(second.log().at(-1)).toMatchObject({ level: "fatal", err: { code: "STF-API-021" } });
  });
});

describe("stagefold serve", () => {
  it("serves whom stagefold tokens new has made a token for, and never logs it", async () => {
    await prepareLeads(data, 10);
    const made = await stagefold(["tokens", "new", "--name", "ada", "--tenants", "acme"], { cwd: folder });
    const token = /(stf_\S+)/.exec(made.stdout)?.[1] ?? "";
    const file = join(folder, "tokens.yaml");
    writeFileSync(file, made.stdout);
    appendFileSync(file, `- name: bob\n  sha256: ${tokenHash("other")}\n  tenants: ["*"]\n`);
    const flags = ["--config", config, "--data", data, "--port", "0", "--tokens", file];
    const serving = startProcess("packages/cli/src/main.ts", ["serve", ...flags, "--log-level", "debug"], {});
    const url = await urlOf(serving);
    await until(async () => (await fetch(`${url}/readyz`)).status === 200);

    expect((await fetch(`${url}/v1/tenants`)).status).toBe(401);
    const answer = await fetch(`${url}/v1/tenants`, { headers: { authorization: `Bearer ${token}` } });
    expect(await answer.json()).toMatchObject({ tenants: [{ tenantId: "acme" }] });
    serving.kill("SIGINT");
    expect(await serving.ended(), serving.output()).toBe(0);
    expect(serving.output()).not.toMatch(/stf_|[\da-f]{64}/);
  });
});
