/**
 * Both processors running live on the simulated log, with a clock that a test moves: given, when, then.
 */
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { InputRecord, SlaBreachEvent } from "@stagefold/domain";
import { DEAD_LETTERS, HEADER, SLA_BREACHES } from "@stagefold/processors";
import { createSimulatedWorld, type SimulatedWorld, smallReads, Topology } from "@stagefold/testkit";
import { recordFor } from "./bring.ts";
import { configOf, stagefold, topicsOf } from "./stagefold.ts";

/** Monday 2026-03-02, 00:00 UTC. */
export const MONDAY = Date.parse("2026-03-02T00:00:00Z");

/** The instant of `HH:MM` on Monday, or on so many days after it. */
export function at(time: string, day = 0): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  return MONDAY + day * 86_400_000 + hours * 3_600_000 + minutes * 60_000 + seconds * 1_000;
}

/** A lead's change of stage. */
export function changed(
  leadId: string,
  stage: string,
  occurredAt: number,
  eventId = `${leadId}-${stage}-${occurredAt}`,
): InputRecord {
  const carried = { attributes: {}, reason: null, channel: null, campaignId: null, ownerId: null };
  return { type: "LeadStageChanged", eventId, tenantId: "acme", leadId, occurredAt, sequence: null, stage, ...carried };
}

/** One hour from MQL, lateness 30 s, futures of up to five minutes. */
const CONFIG = `
tenants:
  acme:
    timeZone: UTC
    currency: EUR
    funnel: { stages: [MQL, SQL, REJECTED], qualified: MQL, accepted: SQL, rejected: REJECTED }
    slas:
      - { id: reply, severity: page, starts: { entersStage: MQL }, ends: [{ leavesStage: true }], within: PT1H }
clock: { lateness: PT30S, maxFuture: PT5M, grace: P1D }
`;
export const LATENESS = 30_000;

export interface LiveWorld {
  readonly world: SimulatedWorld;
  /** Appends records now. */
  send(...records: readonly InputRecord[]): Promise<void>;
  /** Starts all tasks, or starts them again. */
  start(): Promise<Topology>;
  /** The running tasks. */
  readonly running: Topology;
  /** Runs the tasks until what is to be done at this time of the clock is done. */
  settle(): Promise<void>;
  /** All SLA events published so far. */
  breaches(): Promise<readonly SlaBreachEvent[]>;
  /** `reason lead` of each dead letter. */
  deadLetters(): Promise<readonly string[]>;
  /** The clock of the lead-tracker. */
  clock(): number | null;
}

/** A world at `startAt` with nothing in it. `readAtMost` and `commitRecords` bound batches and history's commits. */
export function liveWorld({
  startAt = at("12:00"),
  readAtMost = 5_000,
  commitRecords = 10_000,
  replay = false,
} = {}): LiveWorld {
  const config = configOf(CONFIG);
  const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
  const world = createSimulatedWorld({ topics: topicsOf(1), startAt });
  let topology: Topology | undefined;
  const running = (): Topology => {
    if (topology === undefined) throw new Error("start the tasks first");
    return topology;
  };
  return {
    world,
    send: (...records) => world.outside.append(records.map((record) => recordFor(record, 1))),
    async start() {
      const places = {
        log: () => smallReads(world.log(), () => readAtMost),
        store: world.store,
        loseStore: world.loseStore,
        wallClock: world.clock.now,
      };
      const until = replay ? null : "live";
      topology = await Topology.open(stagefold(places, { config, partitions: 1, commitRecords, until }));
      return topology;
    },
    get running() {
      return running();
    },
    settle: () => running().drain(),
    async breaches() {
      const { records } = await world.outside.read(SLA_BREACHES, 0, 0, { records: 10_000, bytes: 1 << 24 });
      return records.map(({ value }) => {
        const decoded = codec.decode(value as Uint8Array);
        if (!decoded.ok) throw new Error(decoded.detail);
        return decoded.record as SlaBreachEvent;
      });
    },
    async deadLetters() {
      const { records } = await world.outside.read(DEAD_LETTERS, 0, 0, { records: 10_000, bytes: 1 << 24 });
      const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString();
      return records.map(({ key, headers }) => `${text(headers?.[HEADER.reason])} ${text(key)}`);
    },
    clock: () => running().task(0).clock,
  };
}
