/** Intake over HTTP on the embedded log of a folder of its own, in this process. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AvroRecord, createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { type ConfigFile, parseConfigFile } from "@stagefold/config";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import { tokenHash } from "@stagefold/http";
import { type IntakeEnvironment, intakeOn, readSecrets } from "@stagefold/intake-api";
import type { Log } from "@stagefold/processing";
import { FUNNEL_TARGETS, LEAD_EVENTS, SPEND_EVENTS } from "@stagefold/processors";
import { createLogger, logFileOf, PROCESSORS, type ProcessorName, runEmbedded } from "@stagefold/service";

export const CONFIG = `
tenants:
  acme:
    timeZone: Europe/Rome
    currency: EUR
    exchangeRates: { USD: 0.92 }
    funnel: { stages: [INQUIRY, MQL, SQL, REJECTED], qualified: MQL, accepted: SQL, rejected: REJECTED }
  globex:
    timeZone: America/New_York
    currency: USD
    funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL }
publish: { grains: [YEAR], metrics: [leads_reached] }
sources:
  crm:
    tenantId: { value: acme }
    tables:
      stages: { Open: INQUIRY, Qualified: MQL, Accepted: SQL, Closed: REJECTED }
    events:
      - type: LeadStageChanged
        leadId: id
        occurredAt: changed_at
        stage: { field: status, table: stages }
        ownerId: owner
        sequence: n
    rules:
      - id: score-100
        when: [ { field: score, atLeast: 100 } ]
        leadId: id
        occurredAt: changed_at
  signed:
    tenantId: { value: acme }
    signature: { scheme: hmac, header: X-Signature, prefix: "sha256=", timestampHeader: X-Timestamp, timestampUnit: s, secret: { env: CRM_SECRET } }
    events:
      - { type: LeadStageChanged, leadId: id, occurredAt: changed_at, stage: status }
  hub:
    tenantId: { value: acme }
    signature: { scheme: hubspot-v3, secret: { env: HUB_SECRET } }
    events:
      - { type: LeadStageChanged, leadId: id, occurredAt: changed_at, stage: status }
`;
export const SECRETS = { CRM_SECRET: "secret-of-crm", HUB_SECRET: "secret-of-hub" } as const;
/** The tokens of a guarded server. */
export const TOKENS = {
  acme: "writes-for-acme",
  globex: "writes-for-globex",
  all: "writes-for-all",
  reader: "reads-acme",
} as const;
export const GUARDED: Pick<IntakeEnvironment, "grants"> = {
  grants: [
    { name: "ada", sha256: tokenHash(TOKENS.acme), tenants: ["acme"], may: ["write"] },
    { name: "bob", sha256: tokenHash(TOKENS.globex), tenants: ["globex"], may: ["write"] },
    { name: "root", sha256: tokenHash(TOKENS.all), tenants: ["*"], may: ["read", "write"] },
    { name: "eve", sha256: tokenHash(TOKENS.reader), tenants: ["acme"], may: ["read"] },
  ],
};
const SETTINGS: IntakeEnvironment = {
  host: "127.0.0.1",
  port: 0,
  grants: null,
  requestsPerSecond: 100_000,
  bufferBytes: 64 << 20,
  publicUrl: null,
};

export interface ServedIntake {
  readonly url: string;
  readonly folder: string;
  /** The events in the log now, topic by topic. */
  events(): Promise<readonly AvroRecord[]>;
  /** What is in the log of this topic. */
  recordsOf(topic: string): Promise<readonly { readonly value: Uint8Array | null; readonly headers: unknown }[]>;
  /** Stops, with everything pending brought to the log, and keeps the folder. */
  stop(): Promise<void>;
  /** Stops, and removes the folder. */
  remove(): Promise<void>;
}

export interface ServedOptions {
  readonly settings?: Partial<IntakeEnvironment>;
  /** Default: intake alone. */
  readonly processors?: readonly ProcessorName[];
  readonly config?: string;
  /** Default: a new one. */
  readonly folder?: string;
  /** The log as intake sees it. */
  readonly through?: (log: Log) => Log;
  /** Default true: waits until events are taken. */
  readonly waits?: boolean;
}

/** Serves. */
export async function servedIntake(options: ServedOptions = {}): Promise<ServedIntake> {
  const { settings = {}, processors = [], config = CONFIG, through = (log: Log) => log, waits = true } = options;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "stagefold-intake-api-"));
  const file: ConfigFile = parseConfigFile(config, "config.yaml");
  const logger = createLogger({ service: "test", level: "fatal" });
  const stopping = new AbortController();
  const listening = Promise.withResolvers<string>();
  const running = runEmbedded({
    folder,
    config: file.config,
    partitions: null,
    processors: processors.map((name) => PROCESSORS[name].tasksOf),
    signal: stopping.signal,
    logger,
    beside: (log, signal) =>
      intakeOn(
        {
          ...file,
          secrets: readSecrets(file.sources, SECRETS),
          api: { ...SETTINGS, ...settings },
          folder,
          logger,
          onListening: listening.resolve,
        },
        through(log),
        signal,
      ),
  });
  running.catch(listening.reject);
  const url = await listening.promise;
  if (waits) while ((await fetch(`${url}/readyz`)).status !== 200);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  return {
    url,
    folder,
    recordsOf: (topic) => recordsOf(folder, topic),
    events: async () =>
      (await Promise.all([LEAD_EVENTS, SPEND_EVENTS, FUNNEL_TARGETS].map((topic) => recordsOf(folder, topic))))
        .flat()
        .map(({ value }) => decoded(value)),
    stop,
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);

function decoded(value: Uint8Array | null): AvroRecord {
  const found = codec.decode(value ?? new Uint8Array());
  if (!found.ok) throw new Error(found.detail);
  return found.record;
}

async function recordsOf(folder: string, topic: string) {
  const log = openEmbeddedLogReader(logFileOf(folder));
  try {
    return (await log.read(topic, 0, 0, { records: 1e6, bytes: 1e9 })).records;
  } finally {
    await log.close();
  }
}

/** A lead's move, as it is sent. */
export function moved(eventId: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const occurredAt = "2026-03-02T09:00:00Z";
  return { type: "LeadStageChanged", eventId, tenantId: "acme", leadId: "lead-1", stage: "MQL", occurredAt, ...more };
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever was answered
  readonly body: any;
}

/** Posts, and reads the answer. */
export async function posted(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = { "content-type": "application/json" },
): Promise<Answered> {
  const answer = await fetch(url, { method: "POST", body, headers });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === "" ? null : JSON.parse(text) };
}

/** Posts JSON. */
export function postedJson(url: string, value: unknown, headers: Readonly<Record<string, string>> = {}) {
  return posted(url, JSON.stringify(value), { "content-type": "application/json", ...headers });
}
