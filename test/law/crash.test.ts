/**
 * Crash safety: wherever the process dies, what is published in the end is what an undisturbed run
 * publishes, and the model's: nothing lost, nothing doubled. DESIGN of the commit: processing/src/task.
 *
 * The order along each key (revisions grow, FINAL once, PROVISIONAL never after it, two events of a clock
 * differ) is judged over all that was published, before and after the crashes: test/model/key-series.ts.
 */
import {
  crashAt,
  createSimulatedWorld,
  type FaultPlan,
  noFaults,
  randomCrashes,
  SimulatedCrash,
  type SimulatedWorld,
  seededRandom,
  smallReads,
  Topology,
} from "@stagefold/testkit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differences } from "../model/compare.ts";
import { erasingHistories, type History } from "../model/histories.ts";
import type { Model } from "../model/model.ts";
import type { ReadLine } from "../model/read-ndjson.ts";
import { bring } from "./bring.ts";
import { answerOf, foldPublished } from "./published.ts";
import { RUN_TIMEOUT_MS, runs } from "./soak.ts";
import { configOf, modelOf, readLines, stagefold, topicsOf } from "./stagefold.ts";

const READ_AT = Date.parse("2026-11-01T00:00:00Z");

/** A run that may be ended anywhere. */
interface Run {
  readonly history: History;
  readonly partitions: number;
  readonly commitRecords: number;
  readonly readAtMost: number;
  /** Of the sizes of reads and of which stores are lost. */
  readonly seed: number;
  /** How many of a hundred crashes take the stores with them. */
  readonly lossPercent: number;
}

interface Survived {
  readonly answer: readonly string[];
  readonly world: SimulatedWorld;
  readonly crashes: number;
}

interface Judge {
  readonly read: readonly ReadLine[];
  readonly model: Model;
}

const judges = new WeakMap<History, Judge>();

/** What the model makes of a history, made once. */
function judgeOf(history: History): Judge {
  let judge = judges.get(history);
  if (judge === undefined) {
    const read = readLines(history.lines);
    judge = { read, model: modelOf(read, history.configYaml, history.until, READ_AT) };
    judges.set(history, judge);
  }
  return judge;
}

/** Runs to the end, starting again after each crash of the plan; the model has judged what is left. */
async function survive(run: Run, plan: FaultPlan): Promise<Survived> {
  const { partitions, commitRecords, readAtMost, seed, lossPercent } = run;
  const { configYaml, lines, until } = run.history;
  const config = configOf(configYaml);
  const simulated = createSimulatedWorld({ topics: topicsOf(partitions), startAt: READ_AT });
  await bring(lines, { log: simulated.outside, partitions });
  const random = seededRandom(seed);
  const { read, model } = judgeOf(run.history);
  const lost = new Set<string>();
  const world = {
    log: () => smallReads(simulated.log(), () => Math.ceil(random() * readAtMost)),
    store(name: string) {
      if (lost.delete(name)) simulated.loseStore(name);
      return simulated.store(name);
    },
    loseStore: simulated.loseStore,
    wallClock: simulated.clock.now,
  };
  const options = stagefold(world, { config, partitions, commitRecords, until });
  simulated.setPlan(plan);
  let crashes = 0;
  for (;;) {
    try {
      await (await Topology.open(options)).end(model.now);
      break;
    } catch (error) {
      if (!(error instanceof SimulatedCrash)) throw error;
      crashes += 1;
      simulated.restart();
      if (random() * 100 < lossPercent) {
        for (const { id } of options.stages.flat()) {
          if (random() < 0.5) lost.add(`${id.group}-${id.partition}`);
        }
      }
    }
  }
  const folded = await foldPublished(simulated.outside, partitions);
  expect(differences(folded, model, read)).toEqual([]);
  return { answer: answerOf(folded), world: simulated, crashes };
}

/** Small, and with something of everything: a lead that breaches, a late event, a conflict, spend, a target, dead letters. */
const SMALL: History = {
  configYaml: `
tenants:
  acme:
    timeZone: Europe/Rome
    currency: EUR
    funnel: { stages: [INQUIRY, MQL, SQL, REJECTED], qualified: MQL, accepted: SQL, rejected: REJECTED, velocities: ["*>SQL"] }
    segments: [{ by: [], grains: [DAY, MONTH, ROLLING_7D] }, { by: [channel], grains: [MONTH] }]
    slas:
      - { id: reply, severity: page, starts: { entersStage: MQL }, ends: [{ leavesStage: true }], within: P2D, warnAfter: P1D }
    cost: { lag: { days: 1 } }
clock: { lateness: PT30S, grace: P1D }
`,
  lines: [
    '{"type":"TargetSet","eventId":"t1","tenantId":"acme","stage":"MQL","month":"2026-03","target":3}',
    '{"type":"LeadStageChanged","eventId":"a1","tenantId":"acme","leadId":"A","occurredAt":"2026-03-02T09:00:00Z","stage":"MQL","channel":"paid"}',
    '{"type":"LeadStageChanged","eventId":"b1","tenantId":"acme","leadId":"B","occurredAt":"2026-03-02T10:00:00Z","stage":"MQL","channel":"organic"}',
    '{"type":"SpendRecorded","eventId":"s1","tenantId":"acme","spendId":"s","firstDay":"2026-03-01","lastDay":"2026-03-03","amountMicros":1000001,"currency":"EUR","channel":"paid"}',
    '{"type":"LeadStageChanged","eventId":"c1","tenantId":"acme","leadId":"C","occurredAt":"2026-03-06T09:00:00Z","stage":"INQUIRY"}',
    '{"type":"LeadStageChanged","eventId":"c1","tenantId":"acme","leadId":"C","occurredAt":"2026-03-06T09:00:00Z","stage":"SQL"}',
    '{"type":"LeadStageChanged","eventId":"x1","tenantId":"acme","leadId":"X","occurredAt":"2026-03-06T09:00:00Z","stage":"NOWHERE"}',
    '{"type":"LeadStageChanged","eventId":"d1","tenantId":"acme","leadId":"D","occurredAt":"2026-03-02T10:00:00Z","stage":"MQL","channel":"paid"}',
    // D's clock was breached; what is said of it later is not read.
    '{"type":"LeadErased","eventId":"d2","tenantId":"acme","leadId":"D","occurredAt":"2026-03-06T10:00:00Z"}',
    '{"type":"LeadStageChanged","eventId":"d3","tenantId":"acme","leadId":"D","occurredAt":"2026-03-03T10:00:00Z","stage":"SQL"}',
    // Late: B was accepted in time, so its breach never was.
    '{"type":"LeadStageChanged","eventId":"b2","tenantId":"acme","leadId":"B","occurredAt":"2026-03-03T10:00:00Z","stage":"SQL"}',
    '{"type":"LeadStageChanged","eventId":"a2","tenantId":"acme","leadId":"A","occurredAt":"2026-03-07T09:00:00Z","stage":"SQL"}',
    // Late, and before A's beginning: A was an inquiry of another channel first.
    '{"type":"LeadStageChanged","eventId":"a0","tenantId":"acme","leadId":"A","occurredAt":"2026-03-01T09:00:00Z","stage":"INQUIRY","channel":"organic"}',
    '{"type":"LeadStageChanged","eventId":"a1","tenantId":"acme","leadId":"A","occurredAt":"2026-03-02T09:00:00Z","stage":"MQL","channel":"paid"}',
  ],
  until: Date.parse("2026-03-09T12:00:00Z"),
};

const SMALL_RUN: Run = { history: SMALL, partitions: 1, commitRecords: 1, readAtMost: 1, seed: 1, lossPercent: 0 };
const { STAGEFOLD_CRASH_STEP, STAGEFOLD_CRASH_SEED } = process.env;
const VITEST = "npx vitest run test/law/crash.test.ts";

/** Says with which command a failure comes again. */
async function naming<T>(again: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Error(`again with: ${again} ${VITEST}`, { cause });
  }
}

describe("a crash at every step of a run, each in turn", () => {
  test.each([
    ["its stores kept", SMALL_RUN],
    ["its stores lost", { ...SMALL_RUN, lossPercent: 100 }],
    ["in large commits", { ...SMALL_RUN, commitRecords: 4, readAtMost: 3 }],
    ["spread over two partitions", { ...SMALL_RUN, partitions: 2, commitRecords: 2 }],
  ])("leaves what an undisturbed run leaves, %s", async (_, run) => {
    const calm = await survive(run, noFaults);
    const only = STAGEFOLD_CRASH_STEP === undefined ? undefined : Number(STAGEFOLD_CRASH_STEP);
    for (let step = only ?? 1; step <= (only ?? calm.world.stepCount); step++) {
      await naming(`STAGEFOLD_CRASH_STEP=${step}`, async () => {
        const crashed = await survive(run, crashAt(step));
        expect(crashed.crashes).toBe(1);
        expect(crashed.answer).toEqual(calm.answer);
      });
    }
  });
});

describe("crashes anywhere, again and again", () => {
  const plans = fc.record({
    history: erasingHistories,
    partitions: fc.integer({ min: 1, max: 3 }),
    commitRecords: fc.constantFrom(1, 3, 10_000),
    readAtMost: fc.constantFrom(1, 5, 5_000),
    seed: STAGEFOLD_CRASH_SEED === undefined ? fc.nat() : fc.constant(Number(STAGEFOLD_CRASH_SEED)),
    lossPercent: fc.constantFrom(0, 30, 100),
    probability: fc.constantFrom(0.001, 0.01, 0.05),
  });

  test(
    "lose nothing and double nothing",
    async () => {
      await fc.assert(
        fc.asyncProperty(plans, async ({ probability, ...run }) => {
          const calm = await survive(run, noFaults);
          const crashed = await survive(run, randomCrashes(run.seed, probability, 30));
          expect(crashed.answer).toEqual(calm.answer);
        }),
        runs(25),
      );
    },
    RUN_TIMEOUT_MS,
  );
});
