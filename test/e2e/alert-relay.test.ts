/** The alert relay beside the processors, from a lead's event to a signed message. */
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { LEAD_EVENTS } from "@stagefold/processors";
import { openFolderLog } from "@stagefold/service";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../api/until.ts";
import { killAll, type StartedProcess, startProcess } from "./started-process.ts";
import { type WebhookReceiver, webhookReceiver } from "./webhook-receiver.ts";

const CONFIG = `
tenants:
  acme:
    timeZone: UTC
    currency: EUR
    funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL }
    slas: [{ id: reply, starts: { entersStage: MQL }, ends: [{ leavesStage: true }], within: PT2S, severity: page }]
clock: { lateness: PT0.1S }
publish: { grains: [YEAR], metrics: [leads_reached] }
`;
const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const MINUTE = 60_000;

let folder: string;
let hook: WebhookReceiver;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "alert-relay-"));
  writeFileSync(join(folder, "config.yaml"), CONFIG);
  hook = await webhookReceiver();
});
afterEach(async () => {
  killAll();
  await hook.close();
  rmSync(folder, { recursive: true, force: true });
});

function writeAlerts(url: string): void {
  const target = `{ name: crm, type: webhook, url: "${url}", secret: { env: HOOK_SECRET }, group: { wait: PT0S } }`;
  const away = '{ name: away, type: slack, url: "http://127.0.0.1:1/", group: { wait: PT0S } }';
  writeFileSync(join(folder, "alerts.yaml"), `targets:\n  - ${target}\n  - ${away}\n`);
}

/** Leads that become MQLs at these instants. */
async function prepare(at: Readonly<Record<string, number>>): Promise<void> {
  const log = openFolderLog({ folder: join(folder, "data"), partitions: 1, wallClock: Date.now });
  const nothing = { sequence: null, reason: null, channel: null, campaignId: null, ownerId: null, attributes: {} };
  const records = Object.entries(at).map(([leadId, occurredAt]) => {
    const event = { type: "LeadStageChanged", eventId: leadId, tenantId: "acme", leadId, stage: "MQL" } as const;
    const value = codec.encode({ ...event, occurredAt, ...nothing });
    return { topic: LEAD_EVENTS, partition: 0, key: Buffer.from(`acme|${leadId}`), value, headers: null };
  });
  await log.append(records);
  await log.close();
}

function run(...parts: readonly string[]): StartedProcess {
  const [config, alerts] = [join(folder, "config.yaml"), join(folder, "alerts.yaml")];
  const options = ["--config", config, "--data", join(folder, "data"), "--alerts", alerts, "--http-port", "0"];
  return startProcess("packages/cli/src/main.ts", ["run", ...parts, ...options], {
    HOOK_SECRET: "s3cret",
    STAGEFOLD_HTTP_HOST: "127.0.0.1",
  });
}

test("given a lead whose SLA breaks live, and one that broke it long ago, then the first is told, once and signed, though another target is away", async () => {
  writeAlerts(hook.url);
  const now = Date.now();
  await prepare({ old: now - 60 * MINUTE, between: now - 30 * MINUTE, new: now });
  const started = run("lead-tracker", "alert-relay");
  await until(() => {
    started.assertRuns();
    return hook.bodies().some(({ leadId }) => leadId === "new");
  });

  const [{ headers, body } = { headers: {}, body: "" }] = hook.received;
  expect(JSON.parse(body)).toMatchObject({ type: "SlaBreachEvent", kind: "BREACHED", slaId: "reply", live: true });
  const signature = createHmac("sha256", "s3cret").update(`${headers["x-timestamp"]}.${body}`).digest("hex");
  expect(headers["x-signature"]).toBe(`sha256=${signature}`);
  expect(hook.bodies().map(({ leadId }) => leadId)).not.toContain("old");

  await started.logged("health and metrics are served");
  const { port } = started.log().find(({ msg }) => msg === "health and metrics are served") ?? {};
  const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect(await ready.json()).toEqual({ ok: true, reasons: [] });
  const measured = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  // It is counted once the answer is there.
  await until(async () => /^stagefold_alerts_told_total\{target="crm"\} 1$/m.test(await measured()));
  const metrics = await measured();
  expect(metrics).toMatch(/^stagefold_alerts_open\{target="crm"\} 1$/m);
  expect(metrics).toMatch(/^stagefold_alerts_target_up\{target="crm"\} 1$/m);
  expect(metrics).toMatch(/^stagefold_alerts_target_up\{target="away"\} 0$/m);
  expect(metrics).toMatch(/^stagefold_alerts_waiting\{target="away"\} 1$/m);
  expect(metrics).toMatch(/^stagefold_alerts_behind_records 0$/m);
  started.kill("SIGTERM");
  expect(await started.ended(), started.output()).toBe(0);
  expect(started.output()).not.toContain("s3cret");
  expect(started.output()).not.toContain(hook.url);

  const again = run("alert-relay");
  await again.logged("the alert relay has caught up");
  again.kill("SIGTERM");
  expect(await again.ended(), again.output()).toBe(0);
  expect(hook.received).toHaveLength(1);
});

test("given settings that cannot be used, then says file, line and key, and ends with 2", async () => {
  writeAlerts("nowhere");
  const started = run("alert-relay");

  expect(await started.ended()).toBe(2);
  expect(started.output()).toContain(
    `${join(folder, "alerts.yaml")}:2: targets.0.url: expected an http or https address`,
  );
});
