/**
 * Whatever is offered, in whatever batches, and wherever the process dies between file and log: the log has each accepted
 * event exactly once, in the order in which they were accepted, and each offer gives what a plain model says: so of a lead
 * that was erased nothing stands behind its erasure.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { InputRecord } from "@stagefold/domain";
import { type Intake, openIntake } from "@stagefold/intake";
import type { Log } from "@stagefold/processing";
import type { MappedEvent } from "@stagefold/sources";
import { createSimulatedWorld, randomCrashes, SimulatedCrash, type SimulatedWorld } from "@stagefold/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RUN_TIMEOUT_MS, runs } from "../law/soak.ts";
import { aboutOf, batches, CONFIG, Model, START } from "./offered.ts";
import { publishedIn, TOPICS } from "./topics.ts";

const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const forever = new AbortController().signal;

/** One life after the other of an intake in `folder`; who uses it after a crash gets the next. */
class Lives {
  readonly #world: SimulatedWorld;
  readonly #folder: string;
  #intake: Intake | null = null;
  crashes = 0;

  constructor(world: SimulatedWorld, folder: string) {
    this.#world = world;
    this.#folder = folder;
  }

  /** Does it in the life of now, and where that ends before it is done, again in the next. */
  async use<T>(work: (intake: Intake) => Promise<T>): Promise<T> {
    for (;;) {
      const intake = (this.#intake ??= this.#open(this.#world.log()));
      try {
        await intake.ready(forever);
        return await work(intake);
      } catch (error) {
        if (!(error instanceof SimulatedCrash)) throw error;
        this.crashes++;
        await intake.close(0);
        this.#intake = null;
        this.#world.restart();
      }
    }
  }

  async close(): Promise<void> {
    await this.#intake?.close(0);
  }

  #open(log: Log): Intake {
    return openIntake({
      folder: this.#folder,
      log,
      codec,
      config: CONFIG,
      capacityBytes: 1 << 20,
      wallClock: this.#world.clock.now,
    });
  }
}

function statusOf(outcome: Awaited<ReturnType<Intake["offer"]>>[number]): string {
  return outcome.status === "refused" ? outcome.reason : outcome.status;
}

/** The records by whom they are about: what is of one keeps its order in the log. */
function byAbout(records: readonly InputRecord[]): Map<string, InputRecord[]> {
  return Map.groupBy(records, aboutOf);
}

async function run(offered: readonly MappedEvent[][], seed: number, turns: readonly number[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-intake-"));
  const world = createSimulatedWorld({ seed, plan: randomCrashes(seed, 0.1, 8), topics: TOPICS, startAt: START });
  const lives = new Lives(world, folder);
  const model = new Model();
  try {
    for (const [nth, events] of offered.entries()) {
      const outcomes = await lives.use((intake) => intake.offer(events));
      expect(outcomes.map(statusOf)).toEqual(events.map((event) => model.offer(event)));
      // The loops go on for some turns, to be in the middle of something when the next offer comes.
      for (let turn = 0; turn < (turns[nth % turns.length] ?? 0); turn++) await setImmediate();
    }
    await lives.use((intake) => intake.published(forever));
    expect(byAbout(await publishedIn(world.outside, codec))).toEqual(byAbout(model.accepted));
    for (const lead of model.erased) {
      const ofLead = byAbout(await publishedIn(world.outside, codec)).get(lead);
      expect(ofLead?.findIndex(({ type }) => type === "LeadErased")).toBe((ofLead?.length ?? 0) - 1);
    }
    // A new life, and one that knows nothing but the topics, find all of it known, or erased.
    await lives.use((intake) => intake.close(0));
    const expected = model.accepted.map((record) => model.offer({ kind: "record", record }));
    expect(new Set(expected).isSubsetOf(new Set(["duplicate", "LEAD_ERASED"]))).toBe(true);
    for (const known of [folder, join(folder, "new")]) {
      const again = new Lives(world, known);
      const events = model.accepted.map((record): MappedEvent => ({ kind: "record", record }));
      const outcomes = await again.use((intake) => intake.offer(events));
      expect(outcomes.map(statusOf)).toEqual(expected);
      await again.close();
    }
  } finally {
    await lives.close();
    rmSync(folder, { recursive: true });
  }
  return lives.crashes;
}

test(
  "the log has each accepted event exactly once, and each offer gives what the model says",
  async () => {
    let crashes = 0;
    await fc.assert(
      fc.asyncProperty(
        batches,
        fc.integer(),
        fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 5 }),
        async (offered, seed, turns) => {
          crashes += await run(offered, seed, turns);
        },
      ),
      runs(40),
    );
    expect(crashes).toBeGreaterThan(0);
  },
  RUN_TIMEOUT_MS,
);
