/** A simulated log with the topic of breaches, a relay over it that tests step by hand, and targets that remember. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { SlaBreachEvent } from "@stagefold/domain";
import { partitionOf } from "@stagefold/processing";
import { SLA_BREACHES } from "@stagefold/processors";
import { createSimulatedWorld, type SimulatedWorld } from "@stagefold/testkit";
import { onTestFinished } from "vitest";
import { type AlertFile, openAlertFile } from "./file/alert-file.ts";
import { Follower } from "./follow/follower.ts";
import { noteOpen } from "./follow/note-news.ts";
import type { Outcome, Post, Request } from "./send/post.ts";
import { Sender } from "./send/sender.ts";
import type { TargetSettings } from "./settings/alert-settings.ts";
import { parseAlertSettings } from "./settings/parse-settings.ts";

export const NOON = Date.parse("2026-03-16T12:00:00Z");
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const CODEC = createAvroCodec(EMBEDDED_SCHEMA_IDS);

/** An event of the clock of `lead`; the second argument makes it another one. */
export function slaEvent(
  kind: SlaBreachEvent["kind"],
  lead: string,
  serial = 1,
  differs: Partial<SlaBreachEvent> = {},
): SlaBreachEvent {
  const dueAt = NOON - HOUR;
  return {
    type: "SlaBreachEvent",
    eventId: `${lead}:${serial}`,
    clockId: `acme|${lead}|reply|e1`,
    kind,
    slaId: "reply",
    severity: "page",
    tenantId: "acme",
    leadId: lead,
    stage: "MQL",
    startedAt: dueAt - 2 * HOUR,
    dueAt,
    endedAt: kind === "RESOLVED" ? NOON : null,
    overdueMs: kind === "RESOLVED" ? HOUR : null,
    channel: "paid",
    campaignId: null,
    ownerId: null,
    detectedAt: NOON,
    live: true,
    ...differs,
  };
}

/** Settings of targets, as YAML; throws where they are not good. */
export function targetsOf(yaml: string): readonly TargetSettings[] {
  const parsed = parseAlertSettings(`targets:\n${yaml}`, () => "s3cret");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings.targets;
}

export interface RelayedWorld {
  readonly world: SimulatedWorld;
  /** Where the relay's file is. */
  readonly folder: string;
  readonly file: AlertFile;
  /** What was noted of the topic and given up, in words. */
  readonly said: string[];
  send(...events: readonly SlaBreachEvent[]): Promise<void>;
  /** Reads all that the topic holds. */
  read(): Promise<void>;
  /** Each target has its turn, once the topic is read. */
  tell(): Promise<void>;
  /** The process ends here, and another begins, with these targets where they are given. */
  restart(targets?: readonly TargetSettings[]): void;
  /** The same, and the topic is another one, with nothing in it. */
  restartOnNewTopic(): void;
  close(): void;
}

/** A relay over a new topic of two partitions. `post` answers for the targets. */
export function relayedWorld(targets: readonly TargetSettings[], post: Post): RelayedWorld {
  const folder = mkdtempSync(join(tmpdir(), "alerts-"));
  const path = join(folder, "alerts.db");
  let world = newWorld(NOON);
  const said: string[] = [];
  let current = targets;
  let life = begin();

  function begin() {
    const file = openAlertFile(path);
    const wallClock = world.clock.now;
    const follower = new Follower({
      log: world.outside,
      codec: CODEC,
      file,
      targets: current,
      wallClock,
      onUnreadable: (_, offset) => said.push(`unreadable ${offset}`),
      onMissed: (_, records) => said.push(`missed ${records}`),
      onOtherTopic: () => said.push("another topic"),
    });
    const events = {
      onTold: () => {},
      onFailed: (target: string, why: string, ms: number) => said.push(`${target}: ${why}, again in ${ms}`),
      onGivenUp: (target: string, count: number, first: string, why: string) =>
        said.push(`${target}: gave up ${count} from ${first}: ${why}`),
    };
    const signal = new AbortController().signal;
    const senders = current.map((target) => new Sender({ target, file, post, wallClock, signal, events }));
    noteOpen(file, current, wallClock());
    return { file, follower, senders };
  }

  function restart(next = current): void {
    life.file.close();
    current = next;
    life = begin();
  }

  return {
    get world() {
      return world;
    },
    folder,
    said,
    get file() {
      return life.file;
    },
    send: (...events) =>
      world.outside.append(
        events.map((event) => {
          const key = Buffer.from(`${event.tenantId}|${event.leadId}`);
          return {
            topic: SLA_BREACHES,
            partition: partitionOf(key, 2),
            key,
            value: CODEC.encode(event),
            headers: null,
          };
        }),
      ),
    async read() {
      do await life.follower.round();
      while (!life.follower.isCaughtUp);
    },
    async tell() {
      if (life.follower.isCaughtUp) for (const sender of life.senders) await sender.step();
    },
    restart,
    restartOnNewTopic() {
      world = newWorld(world.clock.now());
      restart();
    },
    close() {
      life.file.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function newWorld(startAt: number): SimulatedWorld {
  return createSimulatedWorld({ topics: [{ name: SLA_BREACHES, partitions: 2, compacted: false }], startAt });
}

/** A webhook that is told everything at once. */
export const HOOK = targetsOf(
  "  - { name: hook, type: webhook, url: http://x.example, group: { wait: PT0S, interval: PT0S } }",
);

/** One that goes with the test. */
export function given(...args: Parameters<typeof relayedWorld>): RelayedWorld {
  const relayed = relayedWorld(...args);
  onTestFinished(relayed.close);
  return relayed;
}

/** What targets got, and what they answer: by default they take it. */
export interface RememberedPosts {
  readonly post: Post;
  readonly requests: Request[];
  /** Bodies, parsed. */
  bodies(): unknown[];
  /** The next answers, in order; what a target does not take it forgets. */
  answer(...outcomes: readonly Outcome[]): void;
}

export function rememberedPosts(): RememberedPosts {
  const requests: Request[] = [];
  const answers: Outcome[] = [];
  return {
    requests,
    bodies: () => requests.map(({ body }) => JSON.parse(body)),
    answer: (...outcomes) => void answers.push(...outcomes),
    post: async (request) => {
      const outcome = answers.shift() ?? { kind: "taken" };
      if (outcome.kind === "taken") requests.push(request);
      return outcome;
    },
  };
}
