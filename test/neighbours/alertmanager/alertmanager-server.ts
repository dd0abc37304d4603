/** A Prometheus Alertmanager for tests: Debian's, on free ports, with nothing on disk that outlives it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../api/until.ts";
import { freePort } from "../../kafka/broker/free-port.ts";

export interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly updatedAt: string;
}

export interface Alertmanager {
  readonly url: string;
  /** Those that fire. */
  alerts(): Promise<readonly ActiveAlert[]>;
  stop(): Promise<void>;
}

const PROGRAM = "prometheus-alertmanager";

/**
 * Starts one that notifies `webhook` at once of what fires and of what is resolved; at `url`, or where a port is free.
 * Throws, in a line, where it is missing.
 */
export async function startAlertmanager(webhook: string, url?: string): Promise<Alertmanager> {
  return startAt(webhook, url ?? `http://127.0.0.1:${await freePort()}`);
}

async function startAt(webhook: string, url: string): Promise<Alertmanager> {
  const folder = mkdtempSync(join(tmpdir(), "alertmanager-"));
  const config = join(folder, "alertmanager.yml");
  writeFileSync(
    config,
    `route: { receiver: test, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h }
receivers: [{ name: test, webhook_configs: [{ url: "${webhook}", send_resolved: true }] }]
`,
  );
  const options = [
    `--config.file=${config}`,
    `--storage.path=${join(folder, "data")}`,
    `--web.listen-address=${url.slice("http://".length)}`,
    "--cluster.listen-address=",
  ];
  const child = spawn(PROGRAM, options, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
  });
  const missing = once(child, "error").then(([error]) => {
    throw new Error(`the tests on Alertmanager need ${PROGRAM} (Debian: ${PROGRAM})`, { cause: error });
  });
  missing.catch(() => {});
  const ended = once(child, "exit").catch(() => {});
  const isReady = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`Alertmanager ended:\n${said}`);
    return (await fetch(`${url}/-/ready`).catch(() => null))?.ok ?? false;
  };
  await Promise.race([until(isReady), missing]);
  return {
    url,
    async alerts() {
      const answer = await fetch(`${url}/api/v2/alerts?active=true`);
      return (await answer.json()) as ActiveAlert[];
    },
    async stop() {
      child.kill("SIGKILL");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
