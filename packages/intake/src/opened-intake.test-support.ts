/** An intake on an embedded log in a folder of its own, and what tests ask of both. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { parseConfig } from "@stagefold/config";
import type { InputRecord, LeadStageChanged, SpendRecorded, StagefoldConfig } from "@stagefold/domain";
import { type EmbeddedLog, openEmbeddedLog } from "@stagefold/embedded-log";
import type { Log } from "@stagefold/processing";
import { FUNNEL_TARGETS, LEAD_EVENTS, SPEND_EVENTS, topicOf } from "@stagefold/processors";
import type { MappedEvent } from "@stagefold/sources";
import type { Intake } from "./intake.ts";
import { type IntakeOptions, openIntake } from "./open-intake.ts";

export const CODEC = createAvroCodec(EMBEDDED_SCHEMA_IDS);

export const TOPICS = [LEAD_EVENTS, SPEND_EVENTS, FUNNEL_TARGETS].map((name) => ({
  name,
  partitions: 2,
  compacted: false,
}));

/** 2026-03-01T00:00Z. */
export const NOW = Date.UTC(2026, 2, 1);

export function configOf(stages = "[INQUIRY, MQL, SQL, RECYCLED]"): StagefoldConfig {
  return parseConfig(
    `tenants: { acme: { timeZone: UTC, currency: EUR, funnel: { stages: ${stages}, qualified: MQL, accepted: SQL } } }`,
    "stagefold.yaml",
  );
}

export function stageChanged(part: Partial<LeadStageChanged> = {}): LeadStageChanged {
  return {
    type: "LeadStageChanged",
    eventId: "e1",
    tenantId: "acme",
    leadId: "1",
    occurredAt: NOW,
    sequence: null,
    stage: "MQL",
    reason: null,
    channel: null,
    campaignId: null,
    ownerId: null,
    attributes: {},
    ...part,
  };
}

export function spent(part: Partial<SpendRecorded> = {}): SpendRecorded {
  return {
    type: "SpendRecorded",
    eventId: "ads:1",
    tenantId: "acme",
    spendId: "ads:monday",
    revision: 0,
    firstDay: 20_000,
    lastDay: 20_000,
    amountMicros: 5_000_000,
    currency: "EUR",
    channel: "paid",
    campaignId: null,
    ...part,
  };
}

export function record(of: InputRecord): MappedEvent {
  return { kind: "record", record: of };
}

export function records(...of: readonly InputRecord[]): MappedEvent[] {
  return of.map(record);
}

/** All that the topics hold, in the order of topics, partitions and offsets. */
export async function published(log: Log): Promise<InputRecord[]> {
  const found: InputRecord[] = [];
  for (const { name } of TOPICS) {
    for (let partition = 0; partition < (await log.partitionCount(name)); partition++) {
      let at = await log.firstOffset(name, partition);
      const end = await log.endOffset(name, partition);
      while (at < end) {
        const read = await log.read(name, partition, at, { records: 1_000, bytes: 1 << 20 });
        for (const { value } of read.records) {
          const decoded = CODEC.decode(value as Uint8Array);
          if (decoded.ok) found.push(decoded.record as InputRecord);
        }
        at = read.nextOffset;
      }
    }
  }
  return found;
}

/** The eventIds in the log, sorted. */
export async function publishedIds(log: Log): Promise<string[]> {
  return (await published(log)).map(({ eventId }) => eventId).sort();
}

/** Writes records as another writer does. */
export async function writeBeside(log: Log, ...of: readonly InputRecord[]): Promise<void> {
  await log.append(
    of.map((one) => ({
      topic: topicOf(one),
      partition: 0,
      key: Buffer.from("leadId" in one ? `${one.tenantId}|${one.leadId}` : one.tenantId),
      value: CODEC.encode(one),
      headers: null,
    })),
  );
}

/** Never aborted. */
export const never: AbortSignal = new AbortController().signal;

/** Calls `condition` until it holds; what it waits for happens in this process. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

/** A folder with an embedded log, removed with all that was opened in it. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), "stagefold-intake-"));
  readonly log: EmbeddedLog = openEmbeddedLog(join(this.folder, "log"), { topics: TOPICS, wallClock: () => NOW });
  readonly #opened: Intake[] = [];

  /** Opens intake, in a folder of its own where `name` says so. */
  open(options: Partial<IntakeOptions> = {}, name = "intake"): Intake {
    const intake = openIntake({
      folder: join(this.folder, name),
      log: this.log,
      codec: CODEC,
      config: configOf(),
      capacityBytes: 1 << 20,
      wallClock: () => NOW,
      ...options,
    });
    this.#opened.push(intake);
    return intake;
  }

  /** An intake that has read the topics. */
  async ready(options: Partial<IntakeOptions> = {}, name = "intake"): Promise<Intake> {
    const intake = this.open(options, name);
    await intake.ready(never);
    return intake;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const intake of this.#opened) await intake.close(0);
    await this.log.close();
    rmSync(this.folder, { recursive: true });
  }
}
