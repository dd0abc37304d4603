/** What the processors publish of some input, in a simulated log; and that log followed into a read model. */
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { fingerprintOf } from "@stagefold/config";
import type { StagefoldConfig } from "@stagefold/domain";
import { type FollowedLog, followTopics, openReadModelWriter, type ReadModelWriter } from "@stagefold/read-model";
import { createSimulatedWorld, type SimulatedWorld, Topology } from "@stagefold/testkit";
import { bring } from "../law/bring.ts";
import { configOf, stagefold, topicsOf } from "../law/stagefold.ts";

export interface ComputedInput {
  readonly lines: readonly string[];
  readonly configYaml: string;
  /** null: the largest `occurredAt`. */
  readonly until: number | null;
}

export interface Computed {
  readonly world: SimulatedWorld;
  readonly config: StagefoldConfig;
  readonly partitions: number;
}

export const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const STARTED_AT = Date.parse("2026-11-01T00:00:00Z");

/** Runs both processors over the input as a replay does. `readSeed`: reads of the log give any number of records. */
export async function computed(input: ComputedInput, partitions: number, readSeed?: number): Promise<Computed> {
  const config = configOf(input.configYaml);
  const world = createSimulatedWorld({
    topics: topicsOf(partitions),
    startAt: STARTED_AT,
    ...(readSeed === undefined ? {} : { seed: readSeed }),
  });
  await bring(input.lines, { log: world.outside, partitions });
  const running = {
    log: () => world.log(),
    store: (name: string) => world.store(name),
    loseStore: (name: string) => world.loseStore(name),
    wallClock: world.clock.now,
  };
  const topology = await Topology.open(
    stagefold(running, { config, partitions, commitRecords: 50, until: input.until }),
  );
  await topology.end(input.until ?? largest(input.lines));
  topology.close();
  return { world, config, partitions };
}

function largest(lines: readonly string[]): number {
  const instants = lines.flatMap((line) => /"occurredAt":\s*"([^"]+)"/.exec(line)?.[1] ?? []).map(Date.parse);
  return Math.max(0, ...instants.filter(Number.isFinite));
}

/** Opens the model at `path` for writing. */
export function writerOf({ config, world }: Computed, path: string): ReadModelWriter {
  return openReadModelWriter(path, { configuration: fingerprintOf(config), wallClock: world.clock.now });
}

/** Follows until there is nothing more to read. */
export async function follow(
  { config, world }: Computed,
  writer: ReadModelWriter,
  log: FollowedLog = world.outside,
): Promise<readonly string[]> {
  const idle = new AbortController();
  const unreadable: string[] = [];
  await followTopics({
    log,
    codec,
    config,
    writer,
    signal: idle.signal,
    wallClock: world.clock.now,
    clock: "topics",
    pause: async () => idle.abort(),
    events: { onUnreadable: (topic, offset, detail) => unreadable.push(`${topic} ${offset}: ${detail}`) },
  });
  return unreadable;
}
