/** Tests that stand in sources: when they pass, and what is said when they do not. */
import { expect, test } from "vitest";
import { configWith } from "../apply/mapper.test-support.ts";
import { runSourceTests } from "./run-source-tests.ts";

const EVENTS = `
events:
  - { type: LeadStageChanged, leadId: id, occurredAt: at, stage: stage, attributes: { by: who } }
`;

async function failuresOf(tests: string, body = EVENTS) {
  const { config, sources } = configWith(`${body}\ntests:\n${tests}`);
  const source = sources.get("crm");
  if (source === undefined) throw new Error("the source crm is missing");
  return runSourceTests(source, config);
}

const AT = '"2026-03-02T09:00:00Z"';

test("given what comes is what is expected, then nothing failed", async () => {
  const tests = `
  - name: one record, as plain data
    given: { id: 7, at: ${AT}, stage: MQL, who: ann }
    expect: [ { type: LeadStageChanged, leadId: 7, stage: MQL, occurredAt: "2026-03-02T10:00:00+01:00", ownerId: null, attributes: { by: ann } } ]
  - name: a list
    given: [ { id: 7, at: ${AT}, stage: MQL }, { id: 8, at: ${AT}, stage: MQL } ]
    expect: [ { type: LeadStageChanged, leadId: "7" }, { type: LeadStageChanged, leadId: "8" } ]
  - name: a file
    csv: |
      stage;id;at
      SQL;7;2026-03-02 10:00
    expect: [ { type: LeadStageChanged, stage: SQL, occurredAt: ${AT} } ]
  - name: a document
    json: '[{"id": 9007199254740993, "at": "2026-03-02T09:00:00Z", "stage": "MQL"}]'
    expect: [ { type: LeadStageChanged, leadId: "9007199254740993" } ]
`;
  expect(await failuresOf(tests)).toEqual([]);
});

test("given a field that differs, then it says which, and where the test stands", async () => {
  const tests = `
  - name: wrong
    given: { id: 7, at: ${AT}, stage: MQL, who: ann }
    expect: [ { type: LeadStageChanged, stage: SQL, occurredAt: "2026-03-02T09:00:01Z", attributes: { by: ben, via: x } } ]
`;
  const [failure] = await failuresOf(tests);
  expect(failure?.test).toBe("wrong");
  expect(failure?.line).toBeGreaterThan(20);
  expect(failure?.details).toEqual([
    'event 1: stage is "MQL", expected "SQL"',
    'event 1: occurredAt is "2026-03-02T09:00:00.000Z", expected "2026-03-02T09:00:01.000Z"',
    'event 1: attributes.by is "ann", expected "ben"',
    'event 1: attributes.via is nothing, expected "x"',
  ]);
});

test("given another number of events, then it names those that came, and why others did not", async () => {
  const tests = `
  - name: too few
    given: { id: 7, at: ${AT}, stage: MQL }
    expect: [ { type: LeadStageChanged }, { type: LeadStageChanged } ]
  - name: none
    given: null
    expect: [ { type: LeadStageChanged } ]
`;
  const failures = await failuresOf(tests);
  expect(failures.map(({ details }) => details)).toEqual([
    ["1 events came (LeadStageChanged (leadId 7, stage MQL, occurredAt 2026-03-02T09:00:00.000Z)), expected 2"],
    ["0 events came (none), expected 1", "no event of record 1: there is nothing in the record"],
  ]);
});

test("given records that are refused, then they are counted, also those that intake would refuse", async () => {
  const tests = `
  - name: said
    given: [ { id: 7, at: never, stage: MQL }, { id: 7, at: ${AT}, stage: HOT }, { id: "a|b", at: ${AT}, stage: MQL } ]
    expect: []
    refused: 3
  - name: not said
    given: { id: 7, at: never, stage: MQL }
    expect: []
`;
  const failures = await failuresOf(tests);
  expect(failures.map(({ test, details }) => [test, details])).toEqual([
    [
      "not said",
      ["1 records were refused, expected 0", expect.stringContaining('record 1: occurredAt: found "never" in at')],
    ],
  ]);
});

test("given what intake leaves out, then it is left out: duplicates, the same spend, rules that are not due", async () => {
  const body = `
events:
  - { type: LeadStageChanged, when: [{ field: stage, present: true }], leadId: id, occurredAt: at, stage: stage }
  - { type: SpendRecorded, when: [{ field: cost, present: true }], firstDay: at, amountMicros: cost, currency: { value: EUR } }
rules:
  - { id: hot, when: [{ field: score, atLeast: 100 }], leadId: id, occurredAt: at }
`;
  const tests = `
  - name: twice the same
    given: [ { id: 7, at: ${AT}, stage: MQL }, { id: 7, at: ${AT}, stage: MQL } ]
    expect: [ { type: LeadStageChanged } ]
  - name: spend restated
    given: [ { at: "2026-03-02", cost: 5 }, { at: "2026-03-02", cost: "5.00" }, { at: "2026-03-02", cost: 6 } ]
    expect: [ { type: SpendRecorded, revision: 0, amountMicros: 5000000 }, { type: SpendRecorded, revision: 1, amountMicros: 6000000 } ]
  - name: the mark is passed once until the lead leaves
    given:
      - { id: 7, at: "2026-03-02T08:00:00Z", score: 90 }
      - { id: 7, at: "2026-03-02T09:00:00Z", score: 110 }
      - { id: 7, at: "2026-03-02T10:00:00Z", score: 120 }
      - { id: 7, at: "2026-03-02T11:00:00Z", stage: INQUIRY }
      - { id: 7, at: "2026-03-02T12:00:00Z", score: 130 }
      - { id: 7, at: "2026-03-02T13:00:00Z", stage: SQL, score: 140 }
    expect:
      - { type: LeadStageChanged, stage: MQL, occurredAt: "2026-03-02T09:00:00Z" }
      - { type: LeadStageChanged, stage: INQUIRY }
      - { type: LeadStageChanged, stage: MQL, occurredAt: "2026-03-02T12:00:00Z", reason: "rule hot: score 130 is at least 100" }
      - { type: LeadStageChanged, stage: SQL }
`;
  expect(await failuresOf(tests, body)).toEqual([]);
});

test("given a file without the columns, then that is what the test says", async () => {
  const tests = `
  - name: another file
    csv: "name,phone\\nann,1\\n"
    expect: []
`;
  const [failure] = await failuresOf(tests);
  expect(failure?.details).toEqual([expect.stringContaining("columns")]);
});
