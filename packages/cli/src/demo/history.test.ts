import { formatInput, parseInputLine } from "@stagefold/codec";
import { parseConfig } from "@stagefold/config";
import type { InputRecord, LeadEvent, LeadStageChanged } from "@stagefold/domain";
import { describe, expect, it } from "vitest";
import { COMPANIES } from "./companies.ts";
import { DEMO_UNTIL, demoHistory } from "./history.ts";

const HOUR_MS = 3_600_000;
const history = demoHistory({ seed: 1 });
const { records } = history;
const stages = ["INQUIRY", "MQL", "SQL", "OPPORTUNITY", "CUSTOMER", "REJECTED", "RECYCLED"];

function isLeadEvent(record: InputRecord): record is LeadEvent {
  return record.type === "LeadStageChanged" || record.type === "LeadActivityRecorded";
}

/** What SEMANTICS 10 would refuse each record for that is bad by itself. */
function fault(record: InputRecord): string | null {
  const company = COMPANIES.find((candidate) => candidate.tenantId === record.tenantId);
  const names = [record.eventId, record.tenantId, isLeadEvent(record) ? record.leadId : "-"];
  if (names.some((name) => name === "" || name.includes("|"))) return "INVALID";
  if ("channel" in record && record.channel === "(none)") return "INVALID";
  if (record.type === "SpendRecorded") {
    if (record.lastDay < record.firstDay || !Number.isSafeInteger(record.amountMicros)) return "INVALID";
  }
  if (record.type === "TargetSet" && !(record.target >= 0 && /^\d{4}-(0[1-9]|1[0-2])$/.test(record.month)))
    return "INVALID";
  if (company === undefined) return "UNKNOWN_TENANT";
  if ("stage" in record && !stages.includes(record.stage)) return "UNKNOWN_STAGE";
  if (record.type === "SpendRecorded") {
    const known = record.currency === company.currency || record.currency in company.exchangeRates;
    if (!known) return "NO_EXCHANGE_RATE";
  }
  if (isLeadEvent(record) && record.occurredAt > history.until) return "FROM_THE_FUTURE";
  return null;
}

const good = records.filter((record) => fault(record) === null);
const leadEvents = good.filter(isLeadEvent);
const distinct = [...new Map(leadEvents.map((event) => [event.eventId, event])).values()];

describe("the history of the demonstration", () => {
  it("is the same for a seed, and another for another seed", () => {
    expect(demoHistory({ seed: 1 })).toEqual(history);
    expect(demoHistory({ seed: 2 }).records).not.toEqual(records);
  });

  it("tells of some 10,000 leads of three companies in half a year", () => {
    const leads = new Set(distinct.map((event) => event.leadId));
    expect(leads.size).toBeGreaterThan(9_800);
    expect(leads.size).toBeLessThanOrEqual(10_000);
    expect(new Set(distinct.map((event) => event.tenantId))).toEqual(new Set(["lumen", "brightwater", "sagara"]));
    const begins = Math.min(...distinct.map((event) => event.occurredAt));
    expect(new Date(begins).toISOString().slice(0, 7)).toMatch(/2025-12|2026-01/);
    expect(Math.max(...distinct.map((event) => event.occurredAt))).toBeLessThanOrEqual(DEMO_UNTIL);
  });

  it("has only a handful of records that no one can count, and at least one for each reason", () => {
    const faults = records.map(fault).filter((reason) => reason !== null);
    expect(faults.length).toBeLessThan(12);
    expect(new Set(faults)).toEqual(
      new Set(["INVALID", "UNKNOWN_TENANT", "UNKNOWN_STAGE", "NO_EXCHANGE_RATE", "FROM_THE_FUTURE"]),
    );
  });

  it("delivers one event in fifty late and one in a hundred twice, and contradicts a few", () => {
    let newest = 0;
    const late = leadEvents.filter((event) => {
      newest = Math.max(newest, event.occurredAt);
      return newest - event.occurredAt > HOUR_MS / 2;
    });
    expect(late.length / leadEvents.length).toBeGreaterThan(0.02);
    expect(late.length / leadEvents.length).toBeLessThan(0.035);
    const contents = Map.groupBy(leadEvents, (event) => `${event.tenantId} ${event.eventId}`);
    const twice = [...contents.values()].filter((copies) => copies.length > 1);
    const contradicted = twice.filter((copies) => new Set(copies.map((copy) => JSON.stringify(copy))).size > 1);
    expect(twice.length / distinct.length).toBeGreaterThan(0.007);
    expect(twice.length / distinct.length).toBeLessThan(0.013);
    expect(contradicted.length).toBeGreaterThanOrEqual(3);
    for (const copies of contradicted) expect(copies.at(-1)).toMatchObject({ reason: "entered by mistake" });
  });

  it("gives each lead's events a growing sequence and growing instants", () => {
    for (const events of Map.groupBy(distinct, (event) => event.leadId).values()) {
      const inOrder = events.toSorted((a, b) => Number(a.sequence) - Number(b.sequence));
      const instants = inOrder.map((event) => event.occurredAt);
      expect(instants).toEqual([...new Set(instants)].sort((a, b) => a - b));
    }
  });

  it("has sales at work in office hours only", () => {
    const calls = distinct.filter((event) => event.type === "LeadActivityRecorded" && event.actor === "SALES");
    for (const call of calls) {
      const company = COMPANIES.find((candidate) => candidate.tenantId === call.tenantId);
      const local = Temporal.Instant.fromEpochMilliseconds(call.occurredAt).toZonedDateTimeISO(
        company?.timeZone ?? "UTC",
      );
      expect(local.dayOfWeek).toBeLessThanOrEqual(5);
      expect(local.hour).toBeGreaterThanOrEqual(9);
      expect(local.hour).toBeLessThan(18);
      expect(local.hour).not.toBe(13);
    }
    expect(calls.length).toBeGreaterThan(5_000);
  });

  it("has few inquiries at weekends", () => {
    const inquiries = distinct.filter((event) => event.tenantId === "sagara" && event.sequence === 0);
    const days = inquiries.map(
      (event) => Temporal.Instant.fromEpochMilliseconds(event.occurredAt).toZonedDateTimeISO("Asia/Kolkata").dayOfWeek,
    );
    const share = days.filter((day) => day > 5).length / days.length;
    expect(share).toBeGreaterThan(0.03);
    expect(share).toBeLessThan(0.12);
  });

  it("has a campaign in Rome whose MQLs are rejected", () => {
    const byLead = Map.groupBy(
      distinct.filter((event) => event.tenantId === "lumen"),
      (event) => event.leadId,
    );
    const acceptance = (campaignId: string) => {
      const stagesOf = [...byLead.values()]
        .map((events) => events.filter((event): event is LeadStageChanged => event.type === "LeadStageChanged"))
        .filter((changes) => changes.some((change) => change.sequence === 0 && change.campaignId === campaignId))
        .map((changes) => changes.map((change) => change.stage))
        .filter((seen) => seen.includes("MQL"));
      return stagesOf.filter((seen) => seen.includes("SQL")).length / stagesOf.length;
    };
    expect(acceptance("spring-giveaway")).toBeLessThan(0.2);
    expect(acceptance("search-brand")).toBeGreaterThan(0.45);
  });

  it("has spend by the day, week and month, in foreign money, credited and restated", () => {
    const spend = good.filter((record) => record.type === "SpendRecorded");
    const lengths = new Set(spend.map((line) => line.lastDay - line.firstDay + 1));
    for (const length of [1, 7, 31]) expect(lengths).toContain(length);
    expect(spend.some((line) => line.amountMicros < 0)).toBe(true);
    expect(spend.some((line) => line.tenantId === "lumen" && line.currency === "USD")).toBe(true);
    const restated = spend.filter((line) => line.revision !== 0);
    expect(restated).toHaveLength(3);
    for (const { tenantId, spendId } of restated) {
      const lines = spend.filter((line) => line.tenantId === tenantId && line.spendId === spendId);
      expect(lines.map((line) => line.revision)).toEqual([0, 1]);
    }
    expect(new Set(spend.map((line) => `${line.tenantId} ${line.eventId}`)).size).toBe(spend.length);
  });

  it("has targets for MQL, SQL and a channel in every month", () => {
    const targets = good.filter((record) => record.type === "TargetSet" && record.tenantId === "sagara");
    const named = targets.map((target) =>
      target.type === "TargetSet" ? `${target.month} ${target.stage} ${target.channel}` : "",
    );
    for (const month of ["01", "02", "03", "04", "05", "06"]) {
      for (const aim of ["MQL null", "SQL null", "MQL paid"]) expect(named).toContain(`2026-${month} ${aim}`);
    }
  });

  it("goes through a file unchanged", () => {
    for (const record of records.slice(0, 5_000)) {
      expect(parseInputLine(Buffer.from(formatInput(record)))).toEqual({ ok: true, record });
    }
  });

  it("has a configuration that is accepted, with a policy on open hours and a lag for each company", () => {
    const { tenants } = parseConfig(history.configYaml, "demo.yaml");
    expect([...tenants.keys()].sort()).toEqual(["brightwater", "lumen", "sagara"]);
    expect(tenants.get("brightwater")?.lag).toMatchObject({ kind: "velocity", roundToDays: 30 });
    expect(tenants.get("lumen")?.lag).toEqual({ kind: "days", days: 30 });
    for (const tenant of tenants.values()) {
      expect(tenant.slas.map((policy) => [policy.id, policy.withinMs, policy.calendar !== null])).toEqual([
        ["accept-or-reject", 48 * HOUR_MS, false],
        ["speed-to-lead", HOUR_MS, true],
      ]);
    }
  });

  it("ends where it is asked to", () => {
    const until = Temporal.Instant.from("2027-03-10T12:00:00Z").epochMilliseconds;
    const later = demoHistory({ seed: 1, until });
    const instants = later.records.filter((record) => isLeadEvent(record) && record.leadId.startsWith("sag-"));
    expect(later.until).toBe(until);
    expect(later.configYaml).toContain('"2026-12-25", "2027-01-01"');
    for (const event of instants) if (isLeadEvent(event)) expect(event.occurredAt).toBeLessThanOrEqual(until);
  });
});
