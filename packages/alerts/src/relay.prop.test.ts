/** Whatever comes in whatever order, and whatever fails or ends in between: each target ends with exactly what is open. */
import { fc, it } from "@fast-check/vitest";
import type { SlaEventKind } from "@stagefold/domain";
import { describe, expect } from "vitest";
import { HOUR, MINUTE, type RelayedWorld, relayedWorld, slaEvent, targetsOf } from "./relayed-world.test-support.ts";
import type { Outcome, Post, Request } from "./send/post.ts";

const HOOK = "http://hook.example";
const MANAGER = "http://am.example";
const TARGETS = targetsOf(
  `  - { name: hook, type: webhook, url: "${HOOK}", history: true, giveUpAfter: P30D,\n` +
    "      kinds: [AT_RISK, BREACHED, CLEARED, RESOLVED, RETRACTED], group: { wait: PT5S, interval: PT1M, over: 1000 } }\n" +
    `  - { name: am, type: alertmanager, url: "${MANAGER}", history: true, kinds: [AT_RISK, BREACHED] }\n` +
    `  - { name: live, type: alertmanager, url: "${MANAGER}/live" }`,
);
const OPEN: readonly SlaEventKind[] = ["AT_RISK", "BREACHED"];

type Mishap = "not now" | "lost answer" | "lost request" | "dies";
type Step =
  | {
      readonly do: "send";
      readonly lead: number;
      readonly kind: SlaEventKind;
      readonly owner: number;
      readonly live: boolean;
      /** Whether the relay reads it before the next step. */
      readonly read: boolean;
    }
  | { readonly do: "tell"; readonly afterMs: number; readonly mishaps: readonly Mishap[] }
  | { readonly do: "restart" };

const kind = fc.constantFrom<SlaEventKind>("AT_RISK", "BREACHED", "BREACHED", "RESOLVED", "CLEARED", "RETRACTED");
const mishap = fc.constantFrom<Mishap>("not now", "lost answer", "lost request", "dies");
const send = fc.record({
  do: fc.constant("send" as const),
  lead: fc.nat({ max: 2 }),
  kind,
  owner: fc.nat({ max: 1 }),
  live: fc.boolean(),
  read: fc.boolean(),
});
const tell = fc.record({
  do: fc.constant("tell" as const),
  afterMs: fc.nat({ max: 3 * MINUTE }),
  mishaps: fc.array(mishap, { maxLength: 3 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: send },
  { weight: 4, arbitrary: tell },
  { weight: 1, arbitrary: fc.constant({ do: "restart" as const }) },
);

class Died extends Error {}

/** Targets that keep what they are told, as real ones do, and what happens to requests on the way. */
function receivers() {
  const hook = new Map<string, { readonly kind: SlaEventKind; readonly ownerId?: string }>();
  const alerts = new Map<string, Map<string, number>>();
  const got: string[] = [];
  let mishaps: Mishap[] = [];

  function receive({ url, body, headers }: Request): void {
    const parsed = JSON.parse(body);
    if (url === HOOK) {
      got.push(headers["idempotency-key"] ?? "none");
      hook.set(parsed.leadId, parsed);
      return;
    }
    const kept = alerts.get(url) ?? new Map<string, number>();
    alerts.set(url, kept);
    for (const { labels, endsAt } of parsed) kept.set(JSON.stringify(labels), Date.parse(endsAt));
  }

  const post: Post = async (request): Promise<Outcome> => {
    const mishap = mishaps.shift();
    if (mishap === "not now") return { kind: "not now", why: "away", retryAfterMs: null };
    if (mishap !== "lost request") receive(request);
    if (mishap === "dies") throw new Died();
    return mishap === undefined ? { kind: "taken" } : { kind: "unknown", why: "no answer" };
  };
  return {
    post,
    got,
    expectMishaps: (some: readonly Mishap[]) => {
      mishaps = [...some];
    },
    hookOpen: () =>
      [...hook].filter(([, { kind }]) => OPEN.includes(kind)).map(([lead, { kind }]) => `${lead} ${kind}`),
    alertsOpen: (url: string, now: number) =>
      [...(alerts.get(`${url}/api/v2/alerts`) ?? [])]
        .filter(([, endsAt]) => endsAt > now)
        .map(([text]) => JSON.parse(text) as { leadId: string; alertname: string; ownerId: string }),
  };
}

async function tellDespite(relay: RelayedWorld): Promise<void> {
  try {
    await relay.tell();
  } catch (error) {
    if (!(error instanceof Died)) throw error;
    relay.restart();
  }
}

describe("each target", () => {
  it.prop([fc.array(step, { maxLength: 40, size: "max" })], { numRuns: 60 })(
    "ends with exactly what is open, over any order, failures and restarts",
    async (steps) => {
      const target = receivers();
      const relay = relayedWorld(TARGETS, target.post);
      const newest = new Map<string, { kind: SlaEventKind; ownerId: string; live: boolean }>();
      try {
        for (const [serial, each] of steps.entries()) {
          if (each.do === "send") {
            const differs = { live: each.live, ownerId: `owner-${each.owner}`, detectedAt: relay.world.clock.now() };
            await relay.send(slaEvent(each.kind, `lead-${each.lead}`, serial, differs));
            newest.set(`lead-${each.lead}`, { kind: each.kind, ...differs });
            if (each.read) await relay.read();
          } else if (each.do === "restart") relay.restart();
          else {
            relay.world.clock.advance(each.afterMs);
            target.expectMishaps(each.mishaps);
            await tellDespite(relay);
          }
        }
        target.expectMishaps([]);
        await relay.read();
        // Longer than any retry waits, and than an alert whose end got lost on the way is kept.
        for (let round = 0; round < 13; round++) {
          relay.world.clock.advance(6 * MINUTE);
          await relay.tell();
        }

        const open = [...newest].filter(([, { kind }]) => OPEN.includes(kind));
        const now = relay.world.clock.now();
        expect(target.hookOpen().sort()).toEqual(open.map(([lead, { kind }]) => `${lead} ${kind}`).sort());
        expect(
          target
            .alertsOpen(MANAGER, now)
            .map(({ leadId, alertname, ownerId }) => `${leadId} ${alertname} ${ownerId}`)
            .sort(),
        ).toEqual(
          open
            .map(
              ([lead, { kind, ownerId }]) =>
                `${lead} StagefoldSla${kind === "BREACHED" ? "Breached" : "AtRisk"} ${ownerId}`,
            )
            .sort(),
        );
        const live = target.alertsOpen(`${MANAGER}/live`, now).map(({ leadId }) => leadId);
        const breached = open.filter(([, { kind }]) => kind === "BREACHED");
        expect(breached.map(([lead]) => lead)).toEqual(expect.arrayContaining(live));
        expect(live).toEqual(expect.arrayContaining(breached.filter(([, { live }]) => live).map(([lead]) => lead)));
      } finally {
        relay.close();
      }
    },
    60_000,
  );

  it.prop([fc.array(fc.tuple(fc.nat({ max: 9 }), kind), { maxLength: 40 })], { numRuns: 15 })(
    "is told of no event twice while nothing is lost on the way, however often the relay begins anew",
    async (events) => {
      const target = receivers();
      const relay = relayedWorld(TARGETS, target.post);
      try {
        for (const [serial, [lead, kind]] of events.entries()) {
          await relay.send(slaEvent(kind, `lead-${lead}`, serial));
          relay.restart();
          await relay.read();
          relay.world.clock.advance(HOUR);
          await relay.tell();
        }
        expect(new Set(target.got).size).toBe(target.got.length);
      } finally {
        relay.close();
      }
    },
    60_000,
  );
});
