/** A Prometheus with our configuration beside our services: it finds and reads them, and its answers fill the dashboards. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { until } from "../api/until.ts";
import { killAll } from "../e2e/started-process.ts";
import { panelExpressions } from "../infra/named-metrics.ts";
import { runServices } from "../infra/running-services.ts";
import { freePort } from "../kafka/broker/free-port.ts";

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

const OBSERVABILITY = join(import.meta.dirname, "../../infra/observability");
/** Panels that are empty where nothing has gone wrong, nothing is due, no snapshots are kept and nobody sends; or of an hour ago. */
const MAY_BE_EMPTY =
  /snapshot|not open|Failures and restarts|Dead letters|Refused and failed|an hour ago|Something is looked at|Events by what became/i;
const folder = mkdtempSync(join(tmpdir(), "stagefold-prometheus-"));
let prometheus: ChildProcess;
let url: string;

beforeAll(async () => {
  const services = await runServices(folder);
  url = `http://127.0.0.1:${await freePort()}`;
  writeFileSync(join(folder, "prometheus.yaml"), configurationFor(services));
  const options = [
    "--config.file=prometheus.yaml",
    "--storage.tsdb.path=tsdb",
    `--web.listen-address=${new URL(url).host}`,
  ];
  prometheus = spawn("prometheus", options, { cwd: folder, stdio: "ignore" });
  // Where there is none: the error is said, and the wait below would never end.
  const missing = once(prometheus, "error").then(([error]) => {
    throw new Error("the tests beside Prometheus need it (Debian: prometheus)", { cause: error });
  });
  await Promise.race([missing, until(async () => (await query("up")).length === Object.keys(services).length)]);
});
afterAll(async () => {
  killAll();
  if (prometheus?.pid !== undefined) {
    prometheus.kill("SIGKILL");
    await once(prometheus, "exit");
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Ours, but for where the services are found here, and how often they are asked. */
function configurationFor(services: Readonly<Record<string, string>>): string {
  const ours = parse(readFileSync(join(OBSERVABILITY, "prometheus.yaml"), "utf8"));
  const [{ dns_sd_configs: _, ...job }] = ours.scrape_configs;
  const static_configs = Object.entries(services).map(([name, address]) => ({
    targets: [new URL(address).host],
    labels: { __meta_dns_name: name },
  }));
  return stringify({
    global: { scrape_interval: "250ms", scrape_timeout: "250ms", evaluation_interval: "250ms" },
    rule_files: [join(OBSERVABILITY, "rules/stagefold.yaml")],
    scrape_configs: [{ ...job, static_configs }],
  });
}

/** What Prometheus answers; nothing until it listens. Throws where it cannot answer. */
async function query(expr: string): Promise<readonly Sample[]> {
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expr)}`).catch(() => null);
  if (answer === null || answer.status === 503) return [];
  const { status, error, data } = (await answer.json()) as {
    readonly status: string;
    readonly error?: string;
    readonly data: { readonly result: readonly Sample[] };
  };
  if (status !== "success") throw new Error(`${expr}: ${error}`);
  return data.result;
}

test("every service is found, by its name", async () => {
  const names = ["alert-relay", "intake", "lead-tracker", "query-api"];
  await until(async () => (await query('up{job="stagefold"} == 1')).length === names.length);

  const found = (await query("up")).map(({ metric }) => metric.service);
  expect(found.toSorted()).toEqual(names);
});

test("every panel of the dashboards has something to show, or nothing to complain of", async () => {
  const panels = panelExpressions().filter(({ of }) => !MAY_BE_EMPTY.test(of));
  expect(panels.length).toBeGreaterThan(25);
  const empty = async (): Promise<readonly string[]> => {
    const answers = await Promise.all(panels.map(async ({ of, expr }) => ({ of, samples: await query(expr) })));
    return answers.filter(({ samples }) => samples.length === 0).map(({ of }) => of);
  };
  await expect.poll(empty, { timeout: 30_000 }).toEqual([]);
  for (const { expr } of panelExpressions()) await query(expr);
});

test("no alert fires of services that are well", async () => {
  const rules = (await (await fetch(`${url}/api/v1/rules`)).json()) as {
    readonly data: { readonly groups: readonly { readonly rules: readonly { readonly health: string }[] }[] };
  };
  const health = rules.data.groups.flatMap((group) => group.rules.map((rule) => rule.health));
  expect(new Set(health)).toEqual(new Set(["ok"]));

  const firing = async (): Promise<readonly unknown[]> =>
    (await query('ALERTS{alertstate="firing"}')).map(({ metric }) => metric.alertname);

  // The folder has records that are none, on purpose.
  await expect.poll(firing, { timeout: 30_000 }).toEqual(["StagefoldDeadLetters"]);
});
