/** A data folder with two tenants in it, whose clock a replay has ended: what the API is tested on. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stagefold } from "../cli/executable.ts";

export interface ReplayedFolder {
  readonly folder: string;
  /** The data folder in it. */
  readonly data: string;
  readonly configFile: string;
  remove(): void;
}

const TENANT = `
    currency: EUR
    funnel: { stages: [MQL, SQL, CUSTOMER, REJECTED], qualified: MQL, accepted: SQL, rejected: REJECTED, velocities: ["*>SQL"] }
    segments: [[], [channel], [channel, campaignId, ownerId]]
    cost: { lag: { days: 30 } }
    slas:
      - id: accept-or-reject
        severity: page
        starts: { entersStage: MQL }
        ends: [ { leavesStage: true } ]
        within: P2D
        warnAfter: P1D
      - id: speed-to-lead
        severity: warn
        starts: { entersStage: MQL }
        ends: [ { activityBy: SALES }, { leavesStage: true } ]
        within: PT1H
`;
const CONFIG = `
tenants:
  acme:
    timeZone: Europe/Rome
${TENANT}
  globex:
    timeZone: America/New_York
${TENANT}
`;
export const NOW = "2026-03-20T12:00:00Z";

/** The lines of one tenant: leads that became SQL, were rejected, or still wait, with money and targets. */
function history(tenantId: string): object[] {
  const stage = (leadId: string, stage: string, occurredAt: string, more: object = {}): object => {
    const eventId = `${tenantId}-${leadId}-${stage}`;
    return { type: "LeadStageChanged", eventId, tenantId, leadId, stage, occurredAt, channel: "paid", ...more };
  };
  const month = "2026-03";
  return [
    stage("won", "MQL", "2026-03-02T09:00:00Z", { ownerId: "anna", campaignId: "spring" }),
    stage("won", "SQL", "2026-03-03T10:00:00Z", { ownerId: "anna" }),
    stage("lost", "MQL", "2026-03-04T09:00:00Z", { ownerId: "marco" }),
    stage("lost", "REJECTED", "2026-03-09T09:00:00Z", { reason: `=${tenantId} has "no", budget` }),
    stage("late", "MQL", "2026-03-16T09:00:00Z", { ownerId: "marco", channel: "event" }),
    stage("new", "MQL", "2026-03-20T11:30:00Z"),
    {
      ...{ type: "LeadActivityRecorded", eventId: `${tenantId}-call`, tenantId, leadId: "won", kind: "call" },
      ...{ actor: "SALES", occurredAt: "2026-03-02T09:20:00Z" },
    },
    {
      ...{ type: "SpendRecorded", eventId: `${tenantId}-spend`, tenantId, spendId: "march", channel: "paid" },
      ...{ firstDay: "2026-02-01", lastDay: "2026-03-31", amountMicros: 590_000_000, currency: "EUR" },
    },
    { type: "TargetSet", eventId: `${tenantId}-target`, tenantId, stage: "SQL", month, target: 4 },
  ];
}

/** Replays the history into a new folder. */
export async function replayedFolder(): Promise<ReplayedFolder> {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-api-"));
  const configFile = join(folder, "config.yaml");
  const data = join(folder, "data");
  writeFileSync(configFile, CONFIG);
  const lines = [...history("acme"), ...history("globex")].map((line) => JSON.stringify(line));
  const kept = ["--config", configFile, "--out", join(folder, "out"), "--data", data, "--until", NOW];
  const ran = await stagefold(["replay", "-", ...kept], { cwd: folder, stdin: lines.join("\n") });
  if (ran.code !== 0) throw new Error(ran.stderr);
  return { folder, data, configFile, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
