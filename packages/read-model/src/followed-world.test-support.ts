/** A simulated log with the topics that a read model follows, records to put there, and following until all is read. */
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { fingerprintOf, parseConfig } from "@stagefold/config";
import type {
  FunnelMetric,
  LeadErased,
  LeadEvent,
  LeadRemains,
  LeadStageStay,
  SlaBreachEvent,
  StagefoldConfig,
} from "@stagefold/domain";
import { FUNNEL_METRICS, keyOf, LEAD_EVENTS, LEAD_STAYS, SLA_BREACHES } from "@stagefold/processors";
import { createSimulatedWorld, type SimulatedWorld } from "@stagefold/testkit";
import type { FollowOptions } from "./follow/follow-topics.ts";
import { followTopics } from "./follow/follow-topics.ts";
import { openReadModelReader, type ReadModelReader } from "./read/read-model-reader.ts";
import { openReadModelWriter, type ReadModelWriter } from "./write/read-model-writer.ts";

export const NOON = Date.parse("2026-03-16T12:00:00Z");
export const HOUR = 3_600_000;

export const CONFIG_YAML = `
tenants:
  acme:
    timeZone: UTC
    currency: EUR
    funnel: { stages: [MQL, SQL, REJECTED], qualified: MQL, accepted: SQL, rejected: REJECTED }
    slas:
      - { id: reply, severity: page, starts: { entersStage: MQL }, ends: [{ leavesStage: true }], within: PT2H, warnAfter: PT1H }
clock: { lateness: PT30S, maxFuture: PT5M, grace: P1D }
`;

export const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);

type Sent = FunnelMetric | LeadStageStay | SlaBreachEvent | LeadEvent | LeadErased | LeadRemains;

export interface FollowedWorld {
  readonly world: SimulatedWorld;
  readonly path: string;
  readonly config: StagefoldConfig;
  send(...records: readonly Sent[]): Promise<void>;
  withdraw(stayId: string): Promise<void>;
  /** Opens the model, follows until there is nothing new, and closes it; what it told. */
  follow(differs?: Partial<FollowOptions>, configYaml?: string): Promise<readonly string[]>;
  /** The same with a model that is open, and stays so. */
  followWith(
    writer: ReadModelWriter,
    differs?: Partial<FollowOptions>,
    configYaml?: string,
  ): Promise<readonly string[]>;
  writer(configYaml?: string): ReadModelWriter;
  reader(clock?: "wall" | "topics"): ReadModelReader;
}

const TOPIC_OF = {
  FunnelMetric: FUNNEL_METRICS,
  LeadStageStay: LEAD_STAYS,
  SlaBreachEvent: SLA_BREACHES,
  LeadStageChanged: LEAD_EVENTS,
  LeadActivityRecorded: LEAD_EVENTS,
  LeadErased: LEAD_EVENTS,
  LeadRemains: LEAD_EVENTS,
} as const;

/** A world at noon, its model at `path`. */
export function followedWorld(path: string): FollowedWorld {
  const topics = [LEAD_STAYS, FUNNEL_METRICS, SLA_BREACHES, LEAD_EVENTS].map((name) => ({
    name,
    partitions: 1,
    compacted: name === LEAD_STAYS || name === FUNNEL_METRICS,
  }));
  const world = createSimulatedWorld({ topics, startAt: NOON });
  const config = parseConfig(CONFIG_YAML, "config.yaml");
  const writer = (configYaml = CONFIG_YAML): ReadModelWriter =>
    openReadModelWriter(path, {
      configuration: fingerprintOf(parseConfig(configYaml, "config.yaml")),
      wallClock: world.clock.now,
    });
  async function followWith(
    opened: ReadModelWriter,
    differs: Partial<FollowOptions> = {},
    configYaml = CONFIG_YAML,
  ): Promise<readonly string[]> {
    const idle = new AbortController();
    const told: string[] = [];
    await followTopics({
      log: world.outside,
      codec,
      config: parseConfig(configYaml, "config.yaml"),
      writer: opened,
      signal: idle.signal,
      wallClock: world.clock.now,
      clock: "wall",
      pause: async () => idle.abort(),
      events: {
        onCaughtUp: () => told.push("caught up"),
        onMadeAnew: (why) => told.push(`made anew: ${why}`),
        onTrouble: ({ message }) => told.push(`trouble: ${message}`),
        onUncleaned: ({ message }) => told.push(`uncleaned: ${message}`),
        onUnreadable: (topic, offset) => told.push(`unreadable: ${topic} ${offset}`),
      },
      ...differs,
    });
    return told;
  }
  return {
    world,
    path,
    config,
    send: (...records) =>
      world.outside.append(
        records.map((record) => ({
          topic: TOPIC_OF[record.type],
          partition: 0,
          key: record.type === "LeadRemains" ? null : Buffer.from(keyText(record)),
          value: codec.encode(record),
          headers: null,
        })),
      ),
    withdraw: (stayId) =>
      world.outside.append([{ topic: LEAD_STAYS, partition: 0, key: Buffer.from(stayId), value: null, headers: null }]),
    writer,
    async follow(differs = {}, configYaml = CONFIG_YAML) {
      const opened = writer(configYaml);
      try {
        return await followWith(opened, differs, configYaml);
      } finally {
        opened.close();
      }
    },
    followWith,
    reader: (clock = "wall") => openReadModelReader(path, { wallClock: world.clock.now, clock, latenessMs: 30_000 }),
  };
}

function keyText(record: Exclude<Sent, LeadRemains>): string {
  if (record.type === "FunnelMetric") return record.metricId;
  if (record.type === "LeadStageStay") return record.stayId;
  return record.type === "SlaBreachEvent" ? `${record.tenantId}|${record.leadId}` : keyOf(record);
}

/** SQLs of acme in March, as one more revision says. */
export function sqls(n: number, revision = n, differs: Partial<FunnelMetric> = {}): FunnelMetric {
  const start = Date.parse("2026-03-01") / (24 * HOUR);
  return {
    type: "FunnelMetric",
    metricId: "acme|leads_reached|SQL|MONTH|2026-03-01",
    tenantId: "acme",
    metric: "leads_reached",
    subject: "SQL",
    channel: null,
    campaignId: null,
    ownerId: null,
    grain: "MONTH",
    periodStart: start,
    periodEnd: start + 31,
    unit: "leads",
    value: n,
    numerator: n,
    denominator: null,
    sampleCount: null,
    sampleSum: null,
    sampleMin: null,
    sampleP50: null,
    sampleP75: null,
    sampleP90: null,
    sampleP95: null,
    sampleMax: null,
    status: "PROVISIONAL",
    revision,
    asOf: NOON,
    ...differs,
  };
}

/** An open stay of a lead in MQL. */
export function mqlStay(leadId: string): LeadStageStay {
  return {
    type: "LeadStageStay",
    stayId: `acme|${leadId}|e1`,
    tenantId: "acme",
    leadId,
    stage: "MQL",
    visit: 1,
    previousStage: null,
    nextStage: null,
    enteredAt: NOON - HOUR,
    exitedAt: null,
    durationMs: null,
    reason: null,
    channel: null,
    campaignId: null,
    ownerId: null,
    revision: 1,
  };
}

/** The reply to a lead was due at `dueAt` and has not come. */
export function breached(leadId: string, dueAt = NOON - HOUR, serial = 1): SlaBreachEvent {
  return {
    type: "SlaBreachEvent",
    eventId: `${leadId}|${serial}`,
    clockId: `acme|${leadId}|reply|e1`,
    kind: "BREACHED",
    slaId: "reply",
    severity: "page",
    tenantId: "acme",
    leadId,
    stage: "MQL",
    startedAt: dueAt - 2 * HOUR,
    dueAt,
    endedAt: null,
    overdueMs: null,
    channel: null,
    campaignId: null,
    ownerId: null,
    detectedAt: NOON,
    live: true,
  };
}

/** The lead moved to `stage`. */
export function moved(leadId: string, stage: string, occurredAt: number): LeadEvent {
  return {
    type: "LeadStageChanged",
    eventId: `${stage}@${occurredAt}`,
    tenantId: "acme",
    leadId,
    occurredAt,
    sequence: null,
    stage,
    reason: null,
    channel: null,
    campaignId: null,
    ownerId: null,
    attributes: {},
  };
}

/** The lead asked to be forgotten. */
export function erased(leadId: string): LeadErased {
  return { type: "LeadErased", eventId: `${leadId} erased`, tenantId: "acme", leadId, occurredAt: NOON - 1 };
}
