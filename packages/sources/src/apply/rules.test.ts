/** Rules of automation: what a record makes of them. Whether they are due is intake's to judge. */
import { describe, expect, test } from "vitest";
import { mapperOf, onlyRecord, stageMapper } from "./mapper.test-support.ts";

const RULES = `
rules:
  - id: score-100
    when: [ { field: score, atLeast: 100 } ]
    leadId: id
    occurredAt: at
  - id: demo-form
    when: [ { field: form, is: demo }, { field: country, not: XX } ]
    leadId: id
    occurredAt: at
    stage: SQL
    from: [MQL]
`;

const at = "2026-03-02T09:00:00Z";

test("given a record that meets a rule, then its lead is set to the qualified stage, for the reason found", () => {
  expect(mapperOf(RULES).map({ id: 7, score: 120, at }).events).toEqual([
    {
      kind: "rule",
      ruleId: "score-100",
      from: new Set([null, "INQUIRY"]),
      record: {
        type: "LeadStageChanged",
        eventId: expect.stringMatching(/^crm:rule:score-100:[\w-]{22}$/),
        tenantId: "acme",
        leadId: "7",
        occurredAt: Date.parse(at),
        sequence: null,
        stage: "MQL",
        reason: "rule score-100: score 120 is at least 100",
        channel: null,
        campaignId: null,
        ownerId: null,
        attributes: {},
      },
    },
  ]);
});

test("given other fields in the record, then the event of the same lead and time keeps its id", () => {
  const idOf = (record: object) => mapperOf(RULES).map(record).events[0]?.record.eventId;
  expect(idOf({ id: 7, score: 300, at, form: "demo" })).toBe(idOf({ id: 7, score: 120, at }));
  expect(idOf({ id: 8, score: 120, at })).not.toBe(idOf({ id: 7, score: 120, at }));
});

test("given a record that meets two rules, then the first in the file counts", () => {
  const { events } = mapperOf(RULES).map({ id: 7, score: 120, form: "demo", at });
  expect(events).toMatchObject([{ ruleId: "score-100" }]);
});

test("given conditions that all must hold, then the reason names them all", () => {
  const [event] = mapperOf(RULES).map({ id: 7, form: "demo", country: "IT", at }).events;
  expect(event).toMatchObject({
    ruleId: "demo-form",
    from: new Set(["MQL"]),
    record: { stage: "SQL", reason: 'rule demo-form: form is "demo" and country is "IT"' },
  });
});

test("given a record that meets none, then it says why", () => {
  expect(mapperOf(RULES).map({ id: 7, score: "80", at })).toMatchObject({
    events: [],
    problems: [],
    skipped: expect.stringContaining('rule score-100: score is "80", expected a number at least 100'),
  });
});

test("given a reason of the mapping's own, then it stands; where it is empty, the rule's", () => {
  const mapper = mapperOf(RULES.replace("    when: [ { field: score", "    reason: why\n    when: [ { field: score"));
  const reasonOf = (record: object) => (onlyRecord(mapper.map(record)) as { readonly reason: string }).reason;
  expect(reasonOf({ id: 7, score: 120, at, why: "hot" })).toBe("hot");
  expect(reasonOf({ id: 7, score: 120, at })).toContain("rule score-100");
});

describe("rules beside events", () => {
  const mapper = stageMapper({}, RULES);
  test("come behind the record's own", () => {
    const { events } = mapper.map({ lead: 7, id: 7, at, stage: "INQUIRY", score: 120 });
    expect(events.map(({ kind }) => kind)).toEqual(["record", "rule"]);
  });
  test("that cannot be made hold the record back", () => {
    const { events, problems } = mapper.map({ lead: 7, at, stage: "INQUIRY", score: 120 });
    expect(events).toEqual([]);
    expect(problems).toHaveLength(1);
  });
});
