/** The alert relay as a process, on an embedded log that this one writes, before a real Alertmanager that notifies. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { SlaBreachEvent } from "@stagefold/domain";
import type { EmbeddedLog } from "@stagefold/embedded-log";
import { SLA_BREACHES } from "@stagefold/processors";
import { openFolderLog } from "@stagefold/service";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../api/until.ts";
import { writeConfig } from "../e2e/prepared-folder.ts";
import { slaEvent } from "../e2e/sla-event.ts";
import { killAll, type StartedProcess, startProcess } from "../e2e/started-process.ts";
import { type WebhookReceiver, webhookReceiver } from "../e2e/webhook-receiver.ts";
import { type Alertmanager, startAlertmanager } from "./alertmanager/alertmanager-server.ts";

const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
let folder: string;
let log: EmbeddedLog;
let notified: WebhookReceiver;
let manager: Alertmanager;
/** What was begun is ended, the last first. */
let ends: (() => unknown)[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "alert-relay-"));
  ends = [() => rmSync(folder, { recursive: true, force: true })];
  log = openFolderLog({ folder, partitions: 1, wallClock: Date.now });
  ends.push(() => log.close());
  notified = await webhookReceiver();
  ends.push(() => notified.close());
  manager = await startAlertmanager(notified.url);
  ends.push(() => manager.stop());
  const targets = `targets: [{ name: am, type: alertmanager, url: "${manager.url}", resend: PT1S }]`;
  writeFileSync(join(folder, "alerts.yaml"), targets);
});
afterEach(async () => {
  killAll();
  for (const end of ends.reverse()) await end();
});

async function send(...events: readonly SlaBreachEvent[]): Promise<void> {
  const record = (event: SlaBreachEvent) => ({
    topic: SLA_BREACHES,
    partition: 0,
    key: Buffer.from(`${event.tenantId}|${event.leadId}`),
    value: codec.encode(event),
    headers: null,
  });
  await log.append(events.map(record));
}

async function relay(): Promise<StartedProcess> {
  const started = startProcess("services/alert-relay/src/main.ts", [], {
    STAGEFOLD_CONFIG: writeConfig(folder),
    STAGEFOLD_DATA_DIR: folder,
    STAGEFOLD_ALERTS_FILE: join(folder, "alerts.yaml"),
  });
  await started.logged("the alert relay has caught up");
  return started;
}

async function firing(): Promise<readonly string[]> {
  return (await manager.alerts()).map(({ labels }) => labels.leadId ?? "none").sort();
}

/** Who was notified of what, in order. */
function notifications(): readonly string[] {
  return notified.bodies().flatMap(({ status, alerts }) => {
    const some = alerts as readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
    return some.map((alert) => `${status}: ${alert.labels.leadId} ${alert.status}`);
  });
}

/** Waits until the relay has sent again what is open. */
async function sentAgain(): Promise<void> {
  const newest = async () => Math.max(...(await manager.alerts()).map(({ updatedAt }) => Date.parse(updatedAt)));
  const before = await newest();
  await until(async () => (await newest()) > before);
}

test("given a breach, then an alert fires with its labels; resolved, then it is gone, and both were notified", async () => {
  await relay();
  const event = slaEvent("BREACHED", "anna", 1, { ownerId: "kim" });
  await send(event);
  await until(async () => (await firing()).length === 1);

  const [alert] = await manager.alerts();
  expect(alert).toMatchObject({
    labels: {
      alertname: "StagefoldSlaBreached",
      tenantId: "acme",
      slaId: "reply",
      severity: "page",
      leadId: "anna",
      ownerId: "kim",
    },
    startsAt: new Date(event.dueAt).toISOString(),
  });
  await until(() => notifications().length > 0);

  await send(slaEvent("RESOLVED", "anna", 2, { ownerId: "kim" }));
  await until(async () => (await firing()).length === 0);
  await until(() => notifications().length > 1);
  expect(notifications()).toEqual(["firing: anna firing", "resolved: anna resolved"]);
});

test("given a relay that is killed and was away, then what is open stays so, and what came and went is not told", async () => {
  const first = await relay();
  await send(slaEvent("BREACHED", "anna", 1));
  await until(() => notifications().length === 1);
  first.kill("SIGKILL");
  await first.ended();
  const many = Array.from({ length: 300 }, (_, index) => `lead-${index}`);
  await send(...many.flatMap((lead) => [slaEvent("BREACHED", lead, 1), slaEvent("RESOLVED", lead, 2)]));

  await relay();
  await sentAgain();
  await send(slaEvent("BREACHED", "ben", 1));
  await until(async () => (await firing()).length > 1);

  expect(await firing()).toEqual(["anna", "ben"]);
  await until(() => notifications().some((said) => said.includes("ben")));
  expect(new Set(notifications())).toEqual(new Set(["firing: anna firing", "firing: ben firing"]));
  expect(notified.received).toHaveLength(2);
});

test("given history that is caught up with, then nothing fires of it", async () => {
  const history = Array.from({ length: 50 }, (_, index) => slaEvent("BREACHED", `old-${index}`, 1, { live: false }));
  await send(...history, slaEvent("BREACHED", "new", 1));
  await relay();
  await until(async () => (await firing()).length > 0);
  await sentAgain();

  expect(await firing()).toEqual(["new"]);
});

test("given an Alertmanager that forgets, then it is told again what is open", async () => {
  await relay();
  await send(slaEvent("BREACHED", "anna", 1));
  await until(async () => (await firing()).length === 1);
  const { url } = manager;
  await manager.stop();
  manager = await startAlertmanager(notified.url, url);

  await until(async () => (await firing()).includes("anna"));
});
