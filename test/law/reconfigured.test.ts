/**
 * What one change of the configuration publishes: the difference and nothing else, whether stores are there or not.
 */
import { createSimulatedWorld, Topology } from "@stagefold/testkit";
import { describe, expect, test } from "vitest";
import { differences } from "../model/compare.ts";
import { bring } from "./bring.ts";
import { foldPublished } from "./published.ts";
import { withoutRemains } from "./remains.ts";
import { configOf, modelOf, readLines, stagefold, topicsOf } from "./stagefold.ts";

const READ_AT = Date.parse("2026-11-01T00:00:00Z");
const UNTIL = Date.parse("2026-03-20T12:00:00Z");

const BEFORE = `
tenants:
  acme:
    timeZone: UTC
    currency: EUR
    exchangeRates: { USD: 0.9 }
    segments: [[]]
    funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL, velocities: ["MQL>SQL"] }
    slas:
      - { id: reply, severity: page, starts: { entersStage: MQL }, ends: [{ leavesStage: true }], within: P1D }
    cost: { lag: { days: 1 } }
  other:
    timeZone: UTC
    currency: EUR
    funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL }
clock: { lateness: PT30S, grace: P1D }
`;

const moved = (tenantId: string, leadId: string, stage: string, occurredAt: string): string =>
  JSON.stringify({
    type: "LeadStageChanged",
    eventId: `${stage}`,
    tenantId,
    leadId,
    occurredAt: `2026-03-${occurredAt}:00Z`,
    stage,
    channel: "paid",
  });
const spent = (eventId: string, currency: string): string =>
  JSON.stringify({
    type: "SpendRecorded",
    eventId,
    tenantId: "acme",
    spendId: eventId,
    firstDay: "2026-03-09",
    lastDay: "2026-03-11",
    amountMicros: 1_000_000,
    currency,
  });
const LINES = [
  moved("acme", "A", "MQL", "10T23:30"),
  moved("acme", "A", "SQL", "12T01:00"),
  moved("acme", "B", "MQL", "11T09:00"),
  moved("acme", "B", "OPPORTUNITY", "11T15:00"),
  moved("acme", "C", "MQL", "19T23:00"),
  moved("other", "O", "MQL", "11T09:00"),
  moved("third", "T", "MQL", "11T09:00"),
  spent("dollars", "USD"),
  spent("pounds", "GBP"),
];

/** What is published where the configuration changes: topic and tenants. */
const CHANGES: readonly (readonly [string, (yaml: string) => string, readonly string[]])[] = [
  ["nothing", (yaml) => yaml, []],
  [
    "a policy's duration",
    (yaml) => yaml.replace("P1D }\n    cost", "PT4H }\n    cost"),
    ["sla-breaches", "funnel-metrics"],
  ],
  ["a set of segments", (yaml) => yaml.replace("[[]]", "[[], [channel]]"), ["funnel-metrics"]],
  ["a set of segments less", (yaml) => yaml.replace("[[]]", "[[channel]]"), ["funnel-metrics"]],
  ["the time zone", (yaml) => yaml.replace("UTC", "Asia/Tokyo"), ["funnel-metrics"]],
  ["a rate", (yaml) => yaml.replace("0.9 ", "0.8 "), ["funnel-metrics"]],
  ["a rate more", (yaml) => yaml.replace("0.9 ", "0.9, GBP: 1.2 "), ["funnel-metrics"]],
  [
    "a stage more",
    (yaml) => yaml.replace("SQL]", "SQL, OPPORTUNITY]"),
    ["lead-stays", "sla-breaches", "funnel-metrics"],
  ],
  ["the lag", (yaml) => yaml.replace("days: 1", "days: 2"), ["funnel-metrics"]],
  ["a velocity", (yaml) => yaml.replace('"MQL>SQL"', '"*>SQL"'), ["funnel-metrics"]],
  ["the grace", (yaml) => yaml.replace("grace: P1D", "grace: P5D"), []],
  [
    "what is published",
    (yaml) => yaml.replace("    cost:", "    publish: { grains: [DAY] }\n    cost:"),
    ["funnel-metrics"],
  ],
  [
    "a tenant more",
    (yaml) =>
      yaml.replace(
        "  other:",
        "  third: { timeZone: UTC, currency: EUR, funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL } }\n  other:",
      ),
    ["lead-stays", "funnel-metrics"],
  ],
];

describe.each(["kept", "lost"])("with stores %s", (stores) => {
  test.each(CHANGES)(
    "given a change of %s, then what it makes another is told, and nothing else",
    async (_what, change, topics) => {
      const world = createSimulatedWorld({ topics: topicsOf(1), startAt: READ_AT });
      const places = { ...world, log: () => world.log(), wallClock: world.clock.now };
      const under = (yaml: string): Promise<Topology> =>
        Topology.open(
          stagefold(places, { config: configOf(yaml), partitions: 1, commitRecords: 10_000, until: UNTIL }),
        );
      await bring(LINES, { log: world.outside, partitions: 1 });
      const former = await under(BEFORE);
      await former.end(UNTIL);
      former.close();
      const [was, ends] = [await keysOf(world.outside, {}), await endsOf(world.outside)];
      if (stores === "lost") for (const { id } of former.tasks) world.loseStore(`${id.group}-${id.partition}`);

      const after = change(BEFORE);
      const present = await under(after);
      await present.drain();
      for (const task of present.tasks) await task.commit();

      const told = await keysOf(world.outside, ends);
      expect([...new Set(told.map(({ topic }) => topic))]).toEqual(topics);
      // A tenant that is configured as it was hears nothing.
      expect(told.filter(({ key }) => key.startsWith("other|"))).toEqual([]);
      expect(was.filter(({ key }) => key.startsWith("other|"))).not.toEqual([]);

      await present.end(UNTIL);
      const read = readLines(LINES);
      const folded = await foldPublished(world.outside, 1);
      const model = modelOf(read, after, UNTIL, READ_AT);
      const remaining = withoutRemains(folded, model, after.includes("P5D"));
      expect(differences(remaining, { ...model, deadLetters: [] }, [])).toEqual([]);
    },
  );
});

const TOLD = ["lead-stays", "sla-breaches", "funnel-metrics"];
type Outside = ReturnType<typeof createSimulatedWorld>["outside"];

async function endsOf(log: Outside): Promise<Readonly<Record<string, number>>> {
  const ends: Record<string, number> = {};
  for (const topic of TOLD) ends[topic] = await log.endOffset(topic, 0);
  return ends;
}

async function keysOf(log: Outside, from: Readonly<Record<string, number>>) {
  const keys: { readonly topic: string; readonly key: string }[] = [];
  for (const topic of TOLD) {
    const { records } = await log.read(topic, 0, from[topic] ?? 0, { records: 100_000, bytes: 1 << 28 });
    for (const { key } of records) keys.push({ topic, key: Buffer.from(key ?? []).toString() });
  }
  return keys;
}
