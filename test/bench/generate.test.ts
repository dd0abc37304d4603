import { createHash } from "node:crypto";
import { parseInputLine } from "@stagefold/codec";
import { parseConfig } from "@stagefold/config";
import { invalidReason } from "@stagefold/domain";
import { describe, expect, it } from "vitest";
import { loadLines } from "./generate.ts";
import { LOAD_CONFIG_YAML } from "./load-config.ts";
import { CHANNELS, NEXT_STAGES, STAGES } from "./load-shape.ts";

interface Line {
  readonly type: string;
  readonly eventId: string;
  readonly tenantId: string;
  readonly leadId?: string;
  readonly occurredAt?: string;
  readonly sequence?: number;
  readonly stage?: string;
  readonly reason?: string;
  readonly channel?: string;
  readonly campaignId?: string;
  readonly ownerId?: string;
  readonly actor?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly firstDay?: string;
  readonly lastDay?: string;
  readonly amountMicros?: number;
  readonly target?: number;
}

const EVENTS = 40_000;
const lines = [...loadLines(EVENTS, 1)];
const records = lines.map((line) => JSON.parse(line) as Line);
const leadEvents = records.filter((record) => record.leadId !== undefined);
const distinct = [...new Map(leadEvents.map((event) => [event.eventId, event])).values()];
const share = (part: number, of: number): number => part / of;

describe("the load for benchmarks", () => {
  it("is the same for a seed, and another for another seed", () => {
    const digest = (seed: number) =>
      createHash("sha256")
        .update([...loadLines(2000, seed)].join("\n"))
        .digest("hex");
    expect(digest(7)).toBe(digest(7));
    expect(digest(7)).not.toBe(digest(8));
  });

  it("has only records and a configuration that are accepted", () => {
    const tenant = parseConfig(LOAD_CONFIG_YAML, "load.yaml").tenants.get("*");
    const refused = lines.filter((line) => {
      const parsed = parseInputLine(Buffer.from(line));
      if (!parsed.ok || invalidReason(parsed.record) !== null) return true;
      const { record } = parsed;
      if (record.type === "SpendRecorded")
        return record.currency !== "EUR" && !tenant?.exchangeRates.has(record.currency);
      return "stage" in record && !tenant?.funnel.stages.includes(record.stage);
    });
    expect(refused).toEqual([]);
  });

  it("has exactly as many lead events as asked for, whatever else it has", () => {
    expect(leadEvents).toHaveLength(EVENTS);
    for (const n of [1, 99, 100, 101]) {
      expect([...loadLines(n, 3)].filter((line) => line.includes('"leadId"'))).toHaveLength(n);
    }
  });

  it("sends one event in a hundred twice, with the same content", () => {
    expect(leadEvents.length - distinct.length).toBe(EVENTS / 100);
    expect(new Set(lines).size).toBe(lines.length - EVENTS / 100);
  });

  it("comes in the order of time, but for about one in a hundred late and one in a hundred repeated", () => {
    let newest = 0;
    let behind = 0;
    let worst = 0;
    for (const event of leadEvents) {
      const at = Date.parse(event.occurredAt as string);
      if (at < newest) behind++;
      worst = Math.max(worst, newest - at);
      newest = Math.max(newest, at);
    }
    expect(share(behind, EVENTS)).toBeGreaterThan(0.015);
    expect(share(behind, EVENTS)).toBeLessThan(0.025);
    expect(worst).toBeGreaterThan(60 * 3_600_000);
    expect(worst).toBeLessThanOrEqual((72 + 24) * 3_600_000);
  });

  it("has 50 tenants of Zipf sizes, leads of 4 to 12 events, and a fifth activities", () => {
    const leads = Map.groupBy(distinct, (event) => event.leadId as string);
    const tenants = Map.groupBy(distinct, (event) => event.tenantId);
    expect(tenants.size).toBe(50);
    const ratio = (tenants.get("tenant-00")?.length ?? 0) / (tenants.get("tenant-03")?.length ?? 1);
    expect(ratio).toBeGreaterThan(3.2);
    expect(ratio).toBeLessThan(4.8);
    const lengths = [...leads.values()].map((events) => events.length).sort((a, b) => a - b);
    // The last lead is cut where the count is reached.
    expect(lengths[1]).toBeGreaterThanOrEqual(4);
    expect(lengths.at(-1)).toBe(12);
    expect(share(distinct.length, leads.size)).toBeCloseTo(8, 0);
    const activities = distinct.filter((event) => event.type === "LeadActivityRecorded");
    expect(share(activities.length, distinct.length)).toBeCloseTo(0.2, 1);
    expect(activities.every((event) => ["SALES", "MARKETING", "LEAD", "SYSTEM"].includes(event.actor as string))).toBe(
      true,
    );
  });

  it("takes every lead along the paths, with sequence and time growing", () => {
    for (const events of Map.groupBy(distinct, (event) => event.leadId).values()) {
      const inOrder = events.toSorted((a, b) => (a.sequence as number) - (b.sequence as number));
      expect(inOrder.map((event) => event.sequence)).toEqual(inOrder.map((_, i) => i));
      expect(inOrder[0]).toMatchObject({
        stage: "INQUIRY",
        channel: expect.any(String),
        campaignId: expect.any(String),
        ownerId: expect.any(String),
      });
      let stage = "INQUIRY";
      for (const [i, event] of inOrder.entries()) {
        if (i > 0) expect((event.occurredAt as string) > (inOrder[i - 1]?.occurredAt as string)).toBe(true);
        if (i === 0 || event.type === "LeadActivityRecorded") continue;
        const ways = NEXT_STAGES[STAGES.indexOf(stage as (typeof STAGES)[number])] ?? [];
        expect(ways.map(([next]) => STAGES[next])).toContain(event.stage);
        stage = event.stage as string;
        expect(event.reason !== undefined).toBe(stage === "REJECTED" || stage === "RECYCLED");
      }
    }
  });

  it("carries attributes on a quarter of the records and a new channel on a twentieth of the later changes", () => {
    const withAttributes = distinct.filter((event) => event.attributes !== undefined);
    expect(share(withAttributes.length, distinct.length)).toBeCloseTo(0.25, 1);
    const later = distinct.filter((event) => event.stage !== undefined && event.sequence !== 0);
    const moved = share(later.filter((event) => event.channel !== undefined).length, later.length);
    expect(moved).toBeGreaterThan(0.04);
    expect(moved).toBeLessThan(0.06);
  });

  it("has spend for each tenant, channel and week, and targets for each tenant and month", () => {
    const spend = records.filter((record) => record.type === "SpendRecorded");
    const targets = records.filter((record) => record.type === "TargetSet");
    expect(spend).toHaveLength(50 * CHANNELS.length * 26);
    expect(targets).toHaveLength(50 * 6 * 2);
    expect(new Set([...spend, ...targets].map((record) => `${record.tenantId} ${record.eventId}`)).size).toBe(
      spend.length + targets.length,
    );
    for (const line of spend) {
      expect((line.firstDay as string) <= (line.lastDay as string)).toBe(true);
      expect(Number.isSafeInteger(line.amountMicros)).toBe(true);
    }
    for (const line of targets) expect(line.target).toBeGreaterThanOrEqual(0);
  });
});
