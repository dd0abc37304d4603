/** Lists inside of records: an event for each element, their order in the same instant, and what other histories said. */
import { describe, expect, test } from "vitest";
import { mapperOf } from "./mapper.test-support.ts";

const at = (time: string) => `2026-03-02T${time}Z`;

function contactMapper(fields: string, more = "") {
  return mapperOf(`
${more}
events:
  - type: LeadStageChanged
    forEach: stages
    leadId: id
    occurredAt: item.at
    stage: item.value
${fields.replace(/^/gm, "    ")}
`);
}

const changesOf = (mapper: ReturnType<typeof contactMapper>, record: object) => {
  const { events, problems } = mapper.map({ id: 7, ...record });
  expect(problems).toEqual([]);
  return events.map(({ record: change }) => change as unknown as Readonly<Record<string, unknown>>);
};

describe("ties", () => {
  const stages = [
    { value: "SQL", at: at("09:00:01") },
    { value: "MQL", at: at("09:00:00") },
    { value: "INQUIRY", at: at("09:00:00") },
    { value: "CUSTOMER", at: at("09:00:01") },
    { value: "REJECTED", at: at("09:00:00") },
  ];
  test("newest first: those behind come before", () => {
    const changes = changesOf(contactMapper("sequence: { tie: newest-first }"), { stages });
    expect(changes.map(({ sequence }) => sequence)).toEqual([1, 2, 1, 0, 0]);
  });
  test("oldest first: those before come before", () => {
    const changes = changesOf(contactMapper("sequence: { tie: oldest-first }"), { stages });
    expect(changes.map(({ sequence }) => sequence)).toEqual([0, 0, 1, 1, 2]);
  });
  test("newer entries on top leave older ones their ids", () => {
    const mapper = contactMapper("sequence: { tie: newest-first }");
    const later = [{ value: "MQL", at: at("09:00:01") }, ...stages];
    const ids = (record: object) => changesOf(mapper, record).map(({ eventId }) => eventId);
    expect(ids({ stages: later }).slice(1)).toEqual(ids({ stages }));
  });
  test("an element without a time is refused, and no tie", () => {
    const { problems } = contactMapper("sequence: { tie: newest-first }").map({ id: 7, stages: [{ value: "MQL" }] });
    expect(problems).toHaveLength(1);
  });
});

describe("forEach", () => {
  const mapper = contactMapper("");
  test("of a list that is empty or not there gives nothing, and says so", () => {
    for (const stages of [[], null, undefined, ""])
      expect(mapper.map({ id: 7, stages })).toEqual({
        events: [],
        problems: [],
        skipped: "LeadStageChanged: stages is empty",
      });
  });
  test("of what is no list is refused", () => {
    expect(mapper.map({ id: 7, stages: "MQL" }).problems).toEqual([
      { field: "stages", detail: 'forEach: found "MQL" in stages, expected a list; name one, or leave forEach out' },
    ]);
  });
  test("of plain values names them item", () => {
    const plain = mapperOf(
      "events:\n  - { type: LeadStageChanged, forEach: ids, leadId: item, occurredAt: at, stage: { value: MQL } }",
    );
    expect(changesOf(plain, { ids: [1, "2"], at: at("09:00:00") }).map(({ leadId }) => leadId)).toEqual(["1", "2"]);
  });
  test("of a hundred thousand bad elements says what is wrong with the first, in no time", () => {
    const stages = Array.from({ length: 100_000 }, () => ({}));
    const record = { stages, ...Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`field${i}`, i])) };
    expect(mapper.map(record).problems.length).toBeLessThan(20);
  });
});

describe("histories", () => {
  const mapper = contactMapper("ownerId: { history: owners, value: value, at: at }");
  const owners = [
    { value: "cid", at: at("12:00:00") },
    { value: "", at: at("11:00:00") },
    { value: "ben", at: at("10:00:00") },
    { value: "ann", at: at("09:00:00") },
  ];
  const ownerAt = (time: string, list: unknown = owners) =>
    changesOf(mapper, { owners: list, stages: [{ value: "MQL", at: at(time) }] })[0]?.ownerId;
  test("say what was so at the event's instant", () => {
    const times = ["08:59:59", "09:00:00", "10:30:00", "11:30:00", "23:00:00"];
    expect(times.map((time) => ownerAt(time))).toEqual([null, "ann", "ben", null, "cid"]);
  });
  test("may be in any order; of the same instant the first counts", () => {
    expect(ownerAt("10:30:00", [...owners].reverse())).toBe("ben");
    const twice = [
      { value: "new", at: at("09:00:00") },
      { value: "old", at: at("09:00:00") },
    ];
    expect(ownerAt("10:00:00", twice)).toBe("new");
  });
  test("that are not there say nothing", () => {
    for (const list of [null, [], ""]) expect(ownerAt("10:00:00", list)).toBeNull();
  });
  test("that the record does not have say nothing", () => {
    const [change] = changesOf(mapper, { stages: [{ value: "MQL", at: at("10:00:00") }] });
    expect(change?.ownerId).toBeNull();
  });
  test("with an entry without a time are refused, and so is what is no list", () => {
    const stages = [{ value: "MQL", at: at("10:00:00") }];
    expect(mapper.map({ id: 7, stages, owners: [{ value: "ann" }] }).problems[0]?.detail).toContain(
      "ownerId: found nothing in at of an entry of its history, expected a time",
    );
    expect(mapper.map({ id: 7, stages, owners: "ann" }).problems[0]?.detail).toContain("expected a list");
  });
  test("go through tables", () => {
    const named = contactMapper(
      "ownerId: { history: owners, value: value, at: at, table: people, otherwise: keep }",
      "tables: { people: { ann: Ann Smith } }",
    );
    const stages = [
      { value: "MQL", at: at("09:30:00") },
      { value: "SQL", at: at("10:30:00") },
    ];
    expect(changesOf(named, { owners, stages }).map(({ ownerId }) => ownerId)).toEqual(["Ann Smith", "ben"]);
  });
});
