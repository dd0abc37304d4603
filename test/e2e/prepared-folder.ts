/** A folder of an embedded Stagefold with leads in its log, and what is to be read there afterwards. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AvroRecord, createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { type OutRecord, partitionOf } from "@stagefold/processing";
import { DEAD_LETTERS, FUNNEL_METRICS, LEAD_EVENTS, LEAD_STAYS, LEAD_TRACKER } from "@stagefold/processors";
import { openFolderLog } from "@stagefold/service";

const CONFIG = `
tenants:
  acme:
    timeZone: Europe/Rome
    currency: EUR
    funnel: { stages: [MQL, SQL, REJECTED], qualified: MQL, accepted: SQL, rejected: REJECTED }
    slas: [{ id: speed, starts: { entersStage: MQL }, ends: [{ activityBy: SALES }], within: PT1H, severity: page }]
publish: { grains: [YEAR], metrics: [leads_reached] }
`;
const BEGIN = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;
const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);

/** Writes config.yaml into `folder`; gives its path. */
export function writeConfig(folder: string): string {
  const file = join(folder, "config.yaml");
  writeFileSync(file, CONFIG);
  return file;
}

/** Puts so many leads, a minute apart, into the log in `data`: each becomes an MQL; every hundredth value is no record. */
export async function prepareLeads(data: string, leads: number, partitions = 1): Promise<void> {
  const log = openFolderLog({ folder: data, partitions, wallClock: Date.now });
  const nothing = { sequence: null, reason: null, channel: null, campaignId: null, ownerId: null, attributes: {} };
  const records = Array.from({ length: leads }, (_, n): OutRecord => {
    const event = { type: "LeadStageChanged", eventId: `e${n}`, tenantId: "acme", leadId: `lead-${n}` } as const;
    const value =
      n % 100 === 99
        ? Buffer.from(`no record: ${n}`)
        : codec.encode({ ...event, stage: "MQL", occurredAt: BEGIN + n * MINUTE, ...nothing });
    const key = Buffer.from(`acme|lead-${n}`);
    return { topic: LEAD_EVENTS, partition: partitionOf(key, partitions), key, value, headers: null };
  });
  await log.append(records);
  await log.close();
}

/** What a folder's log says when no process has it. */
export interface FolderContent {
  /** Of the lead-tracker's only task: how far it has committed, and how much there is. */
  readonly committed: number;
  readonly end: number;
  /** As published, in order. */
  readonly stayIds: readonly string[];
  readonly deadLetters: readonly string[];
  readonly metrics: readonly Extract<AvroRecord, { type: "FunnelMetric" }>[];
}

/** Reads it. Throws LogLockedError where a process has the log. */
export async function contentOf(data: string): Promise<FolderContent> {
  const log = openFolderLog({ folder: data, partitions: 1, wallClock: Date.now });
  try {
    const read = async (topic: string) => (await log.read(topic, 0, 0, { records: 1e6, bytes: 1e9 })).records;
    const session = await log.openTask({ group: LEAD_TRACKER, partition: 0 });
    return {
      committed: session.lastMark?.positions[LEAD_EVENTS] ?? 0,
      end: await log.endOffset(LEAD_EVENTS, 0),
      stayIds: (await read(LEAD_STAYS)).map(({ key }) => text(key)),
      deadLetters: (await read(DEAD_LETTERS)).map(({ value }) => text(value)),
      metrics: (await read(FUNNEL_METRICS)).flatMap(({ value }) => {
        const decoded = codec.decode(value as Uint8Array);
        return decoded.ok && decoded.record.type === "FunnelMetric" ? [decoded.record] : [];
      }),
    };
  } finally {
    await log.close();
  }
}

function text(bytes: Uint8Array | null): string {
  return Buffer.from(bytes ?? []).toString();
}
