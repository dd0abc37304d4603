/** What a record becomes, as a user sees it. */
import { describe, expect, test } from "vitest";
import type { Mapper } from "../mapped.ts";
import { mapperOf, onlyRecord, refusals, stageMapper } from "./mapper.test-support.ts";

const ROW = { lead: "l-1", at: "2026-03-02T09:00:00Z", stage: "MQL" };

test("given a row with the least, then its event has these and nothing else", () => {
  expect(stageMapper().map(ROW)).toEqual({
    events: [
      {
        kind: "record",
        record: {
          type: "LeadStageChanged",
          eventId: expect.stringMatching(/^crm:[\w-]{22}$/),
          tenantId: "acme",
          leadId: "l-1",
          occurredAt: Date.parse("2026-03-02T09:00:00Z"),
          sequence: null,
          stage: "MQL",
          reason: null,
          channel: null,
          campaignId: null,
          ownerId: null,
          attributes: {},
        },
      },
    ],
    problems: [],
    skipped: null,
  });
});

describe("ids that are filled in", () => {
  const idOf = (row: object, fields = {}) => onlyRecord(stageMapper(fields).map(row)).eventId;

  test("depend on lead, time, sequence and stage, and on nothing else", () => {
    const id = idOf(ROW);
    expect(idOf({ ...ROW, at: "2026-03-02 10:00" }, { ownerId: "{ value: ann }" })).toBe(id);
    const others = [{ lead: "l-2" }, { at: "2026-03-02T09:00:00.001Z" }, { stage: "SQL" }];
    const ids = [id, ...others.map((other) => idOf({ ...ROW, ...other })), idOf(ROW, { sequence: "{ value: 1 }" })];
    expect(new Set(ids).size).toBe(5);
  });
  test("stay what they are: an import of today meets one of last year", () => {
    expect(idOf(ROW)).toBe("crm:ZuIUpOCog-jukbq_Y5BSaI");
  });
});

test("given a record of who asks to be forgotten, then its event has lead and time, and an id of its own", () => {
  const mapper = mapperOf(
    "events:\n  - { type: LeadErased, when: [{ field: op, is: d }], leadId: before.id, occurredAt: at }",
  );
  const record = { op: "d", before: { id: 7 }, at: "2026-03-02T09:00:00Z" };
  const erased = onlyRecord(mapper.map(record));
  expect(erased).toEqual({
    type: "LeadErased",
    eventId: expect.stringMatching(/^crm:[\w-]{22}$/),
    tenantId: "acme",
    leadId: "7",
    occurredAt: Date.parse("2026-03-02T09:00:00Z"),
  });
  expect(onlyRecord(mapper.map({ ...record, more: 1 }))).toEqual(erased);
  expect(onlyRecord(mapper.map({ ...record, before: { id: 8 } })).eventId).not.toBe(erased.eventId);
  expect(refusals(mapper.map({ ...record, before: {} }))).toEqual([expect.stringContaining("before.id")]);
  expect(mapper.map({ ...record, op: "u" }).events).toEqual([]);

  const named = mapperOf("events:\n  - { type: LeadErased, leadId: id, occurredAt: at, eventId: { text: 'e-{id}' } }");
  expect(onlyRecord(named.map({ id: 7, at: record.at }))).toMatchObject({ eventId: "e-7" });
});

describe("texts", () => {
  const leadOf = (lead: unknown) => onlyRecord(stageMapper().map({ ...ROW, lead }));
  test("are trimmed, and numbers of JSON stand as they are written", () => {
    expect(leadOf("\u00a0 l-1\t")).toMatchObject({ leadId: "l-1" });
    expect(leadOf(123)).toMatchObject({ leadId: "123" });
    expect(leadOf(9007199254740993n)).toMatchObject({ leadId: "9007199254740993" });
    expect(leadOf(true)).toMatchObject({ leadId: "true" });
  });
  test("that are lists or objects are refused", () => {
    expect(refusals(stageMapper().map({ ...ROW, lead: { id: 1 } }))).toEqual([
      "leadId: found an object in lead, expected a single value; name a field inside of it",
    ]);
  });
  test("that hold half of a surrogate pair are refused", () => {
    expect(refusals(stageMapper().map({ ...ROW, lead: "\ud800" }))[0]).toContain("surrogate");
  });
});

describe("what is missing", () => {
  test("is refused with the columns that there are, and the nearest", () => {
    const { events, problems } = stageMapper().map({ leed: "l-1", at: ROW.at, stage: "MQL" });
    expect(events).toEqual([]);
    expect(problems).toEqual([
      {
        field: "lead",
        detail: 'leadId: found no field lead, expected one (the record has leed, at, stage); did you mean "leed"?',
      },
    ]);
  });
  test("is refused otherwise where the column is there and the cell is empty", () => {
    expect(refusals(stageMapper().map({ ...ROW, lead: " " }))).toEqual([
      "leadId: found nothing in lead, expected a value; fill it in, or give the mapping a default",
    ]);
  });
  test("takes the first path that is not empty, then the default", () => {
    const mapper = stageMapper({ ownerId: "{ field: [mobile, phone], default: nobody }" });
    expect(onlyRecord(mapper.map({ ...ROW, mobile: "", phone: "2" }))).toMatchObject({ ownerId: "2" });
    expect(onlyRecord(mapper.map(ROW))).toMatchObject({ ownerId: "nobody" });
  });
  test.each([null, undefined, ""])("and there is no record where %s is", (record) => {
    const { events, problems, skipped } = stageMapper().map(record);
    expect(events).toEqual([]);
    expect(problems.length > 0 || skipped !== null).toBe(true);
  });
});

describe("tables", () => {
  const table = (otherwise: string, more = "") =>
    stageMapper(
      { stage: `{ field: stage, table: stages, ${otherwise} ${more} }` },
      "tables:\n  stages: { Open: INQUIRY, Qualified: MQL, Accepted: SQL, Junk: null }",
    );
  test("give ours for what is found", () => {
    expect(onlyRecord(table("").map({ ...ROW, stage: "Qualified" }))).toMatchObject({ stage: "MQL" });
  });
  test("refuse what they do not have, naming what they have and the nearest", () => {
    const { problems } = table("").map({ ...ROW, stage: "qualifed" });
    expect(problems).toEqual([
      {
        field: "stage",
        detail:
          'stage: found "qualifed" in stage, expected one of the table stages (Open, Qualified, Accepted, Junk); did you mean "Qualified"? Else add it there, or say what holds otherwise (skip, keep, a value)',
      },
    ]);
  });
  test("skip, keep, or give a value instead", () => {
    expect(table("otherwise: skip").map({ ...ROW, stage: "x" })).toMatchObject({
      events: [],
      problems: [],
      skipped: 'LeadStageChanged: stage: "x" in stage is not in the table stages',
    });
    expect(onlyRecord(table("otherwise: keep").map({ ...ROW, stage: "SQL" }))).toMatchObject({ stage: "SQL" });
    expect(onlyRecord(table("otherwise: { value: SQL }").map({ ...ROW, stage: "x" }))).toMatchObject({ stage: "SQL" });
  });
  test("leave the event out where what is needed means nothing", () => {
    expect(table("").map({ ...ROW, stage: "Junk" })).toMatchObject({ events: [], problems: [] });
  });
  test("skip an empty cell as well, of a field that is needed", () => {
    expect(table("otherwise: skip").map({ ...ROW, stage: "" })).toMatchObject({ events: [], problems: [] });
  });
  test("meet in lower case where that is said", () => {
    expect(onlyRecord(table("", "lowerCase: true,").map({ ...ROW, stage: "OPEN" }))).toMatchObject({
      stage: "INQUIRY",
    });
  });
  test("have no entries but their own", () => {
    for (const stage of ["constructor", "__proto__", "toString"])
      expect(table("").map({ ...ROW, stage }).problems).toHaveLength(1);
  });
});

describe("paths", () => {
  const leadAt = (path: string, record: object) => {
    const mapper = stageMapper({ leadId: path });
    return onlyRecord(mapper.map({ ...ROW, ...record }));
  };
  test.each([
    ["Lead.Id", { "Lead.Id": 7 }],
    ["a.b", { a: { b: 7 } }],
    ["a[1].b", { a: [null, { b: 7 }] }],
    ["a.1.b", { a: [null, { b: 7 }] }],
    ["a.1", { a: { 1: 7 } }],
    [`'["a.b"].c'`, { "a.b": { c: 7 } }],
    ["Cost [EUR]", { "Cost [EUR]": 7 }],
    ["item", undefined],
    [`'["item"]'`, { item: 7 }],
    ["constructor", { constructor: 7 }],
  ])("%s", (path, record) => {
    if (record === undefined) expect(() => stageMapper({ leadId: path })).toThrow('found "item" without forEach');
    else expect(leadAt(path, record)).toMatchObject({ leadId: "7" });
  });
  test("find own keys alone, whatever they are called", () => {
    for (const path of ["constructor", "__proto__", "a.length", "at.length", "toString.name"])
      expect(stageMapper({ leadId: path }).map({ ...ROW, a: [1, 2] }).problems).toHaveLength(1);
    const hostile = JSON.parse('{"__proto__": {"lead": "x"}, "at": "2026-03-02T09:00:00Z", "stage": "MQL"}') as object;
    expect(stageMapper().map(hostile).problems).toHaveLength(1);
    expect(onlyRecord(stageMapper({ leadId: "__proto__.lead" }).map(hostile))).toMatchObject({ leadId: "x" });
  });
});

describe("texts made of fields", () => {
  const mapper = stageMapper({ eventId: '{ text: "won-{deal.id}-{{x}}" }' });
  test("have the fields in them", () => {
    expect(onlyRecord(mapper.map({ ...ROW, deal: { id: 7 } })).eventId).toBe("won-7-{x}");
  });
  test("are refused where a needed one lacks a field: ids made of less would meet", () => {
    expect(refusals(mapper.map({ ...ROW, deal: {} }))).toEqual([
      "eventId: found nothing in deal.id, expected a value; fill it in, or give the mapping a default",
    ]);
  });
  test("may be times in two columns", () => {
    const times = stageMapper({ occurredAt: '{ text: "{Date} {Time}", format: dd/MM/yyyy HH:mm }' });
    expect(onlyRecord(times.map({ ...ROW, Date: "02/03/2026", Time: "10:00" }))).toMatchObject({
      occurredAt: Date.parse("2026-03-02T09:00:00Z"),
    });
  });
});

test("attributes carry what is not empty, under any name", () => {
  const mapper = stageMapper({ attributes: "{ changedBy: by, page: url, constructor: c }" });
  const { attributes } = onlyRecord(mapper.map({ ...ROW, by: "ann", url: "", c: 3 })) as { attributes: object };
  expect(attributes).toEqual({ changedBy: "ann", constructor: "3" });
});

describe("activities", () => {
  const mapper = mapperOf(`
events:
  - { type: LeadActivityRecorded, leadId: lead, occurredAt: at, actor: { field: who, values: { rep: SALES }, otherwise: keep }, kind: what }
`);
  test("have an actor and a kind", () => {
    expect(onlyRecord(mapper.map({ ...ROW, who: "rep", what: "call" }))).toMatchObject({
      actor: "SALES",
      kind: "call",
    });
  });
  test("are refused with another actor", () => {
    expect(refusals(mapper.map({ ...ROW, who: "bot", what: "call" }))[0]).toContain(
      'actor: found "bot" in who, expected one of SALES, MARKETING, LEAD, SYSTEM, UNKNOWN',
    );
  });
});

describe("spend", () => {
  const mapper = mapperOf(`
events:
  - { type: SpendRecorded, firstDay: Day, amountMicros: Cost, currency: { value: EUR }, channel: { value: paid }, campaignId: Campaign }
`);
  test("is a line of its day, channel and campaign, whose revision is intake's to say", () => {
    const { events } = mapper.map({ Day: "2026-03-02", Cost: "1,234.56", Campaign: "x" });
    expect(events).toEqual([
      {
        kind: "spend",
        record: {
          type: "SpendRecorded",
          eventId: expect.stringMatching(/^crm:[\w-]{22}$/),
          tenantId: "acme",
          spendId: "crm:paid:x:EUR:2026-03-02:2026-03-02",
          revision: 0,
          firstDay: 20_514,
          lastDay: 20_514,
          amountMicros: 1_234_560_000,
          currency: "EUR",
          channel: "paid",
          campaignId: "x",
        },
      },
    ]);
  });
  test("keeps its id when the amount is restated", () => {
    const idOf = (Cost: string) => onlyRecord(mapper.map({ Day: "2026-03-02", Cost, Campaign: "x" })).eventId;
    expect(idOf("2")).toBe(idOf("1"));
  });
  test("of two campaigns that a table calls by one name is two lines, which another table leaves the same", () => {
    const called = (names: string) =>
      mapperOf(`
events:
  - { type: SpendRecorded, firstDay: Day, amountMicros: Cost, currency: { value: EUR }, campaignId: { field: Campaign, values: ${names}, otherwise: keep } }
`);
    const lineOf = (mapper: Mapper, Campaign: string) => {
      const record = onlyRecord(mapper.map({ Day: "2026-03-02", Cost: "2", Campaign }));
      return record.type === "SpendRecorded" ? [record.spendId, record.eventId, record.campaignId] : [];
    };
    const brands = called("{ Brand IT: brand, Brand DE: brand }");
    const [it, italianId, italianName] = lineOf(brands, "Brand IT");
    const [de, , germanName] = lineOf(brands, "Brand DE");
    expect([italianName, germanName]).toEqual(["brand", "brand"]);
    expect(it).not.toBe(de);
    expect(lineOf(called("{ Brand IT: italy }"), "Brand IT")).toEqual([it, italianId, "italy"]);
  });
  test("of a channel with a colon is no line of another campaign", () => {
    const colons = mapperOf(`
events:
  - { type: SpendRecorded, firstDay: Day, amountMicros: { value: 1 }, currency: { value: EUR }, channel: ch, campaignId: ca }
`);
    const idOf = (ch: string, ca: string) => onlyRecord(colons.map({ Day: "2026-03-02", ch, ca })).eventId;
    expect(idOf("a:b", "c")).not.toBe(idOf("a", "b:c"));
  });
  test("with a revision of its own is a plain record, whose id has it", () => {
    const own = mapperOf(`
events:
  - { type: SpendRecorded, spendId: line, revision: v, firstDay: Day, lastDay: To, amountMicros: { field: Cost, unit: micros }, currency: { value: EUR } }
`);
    const row = { line: "a", Day: "2026-03-02", To: "2026-03-05", Cost: 9007199254740993n, v: 3 };
    const [event] = own.map(row).events;
    expect(event).toMatchObject({
      kind: "record",
      record: { spendId: "a", revision: 3, lastDay: 20_517, amountMicros: 9007199254740993n },
    });
    const other = own.map({ ...row, v: 4 }).events[0];
    expect(other?.record.eventId).not.toBe(event?.record.eventId);
  });
});

describe("targets", () => {
  const mapper = mapperOf(
    "events:\n  - { type: TargetSet, stage: { value: MQL }, month: { field: Month, format: [iso, MM/yyyy dd] }, target: Goal }",
  );
  test("are of the month of a day, or of a month as written", () => {
    const plain = mapperOf("events:\n  - { type: TargetSet, stage: { value: MQL }, month: Month, target: Goal }");
    expect(onlyRecord(plain.map({ Month: "2026-03", Goal: "120" }))).toMatchObject({
      month: "2026-03",
      target: 120,
      revision: 0,
    });
    expect(onlyRecord(plain.map({ Month: "2026-03-31", Goal: 7 }))).toMatchObject({ month: "2026-03" });
    expect(onlyRecord(mapper.map({ Month: "04/2026 01", Goal: 7 }))).toMatchObject({ month: "2026-04" });
  });
  test("are whole numbers", () => {
    expect(refusals(mapper.map({ Month: "2026-03-01", Goal: "12.5" }))[0]).toContain('target: found "12.5" in Goal');
  });
});

test("the tenant may stand in the record, and with it the zone of its times", () => {
  const mapper = mapperOf(
    "tenantId: company\nevents:\n  - { type: LeadStageChanged, leadId: lead, occurredAt: at, stage: stage }",
  );
  const at = (company: string) => onlyRecord(mapper.map({ ...ROW, at: "2026-03-02 09:00", company }));
  expect(at("acme")).toMatchObject({ tenantId: "acme", occurredAt: Date.parse("2026-03-02T08:00:00Z") });
  expect(at("sampa")).toMatchObject({ tenantId: "sampa", occurredAt: Date.parse("2026-03-02T12:00:00Z") });
  expect(mapper.map(ROW).problems[0]?.detail).toContain("tenantId: found no field company");
});

test("a record in envelopes is what stands in them", () => {
  const mapper = stageMapper({}, "unwrap: [payload, after]");
  for (const record of [ROW, { payload: ROW }, { payload: { after: ROW } }])
    expect(onlyRecord(mapper.map(record))).toMatchObject({ leadId: "l-1" });
  expect(mapper.map({ payload: null })).toMatchObject({
    events: [],
    problems: [],
    skipped: "there is nothing in the record",
  });
});

test("a record gives all of its events or none", () => {
  const mapper = mapperOf(`
events:
  - { type: LeadStageChanged, leadId: lead, occurredAt: at, stage: { value: MQL } }
  - { type: LeadStageChanged, when: [{ field: won, present: true }], leadId: lead, occurredAt: won, stage: { value: SQL } }
`);
  const at = "2026-03-02T09:00:00Z";
  expect(mapper.map({ lead: 1, at }).events).toHaveLength(1);
  expect(mapper.map({ lead: 1, at, won: at }).events).toHaveLength(2);
  const refused = mapper.map({ lead: 1, at, won: "soon" });
  expect(refused.events).toEqual([]);
  expect(refusals(refused)).toEqual([
    'occurredAt: found "soon" in won, expected a time as ISO 8601 (2026-03-01T09:00:00Z, 2026-03-01 09:00:00, 2026-03-01) that exists; else say its format',
  ]);
});

test("a record without events says why", () => {
  const mapper = stageMapper({ when: "[{ field: type, is: [lead, contact] }, { field: score, atLeast: 10 }]" });
  expect(mapper.map({ ...ROW, type: "deal" }).skipped).toBe('LeadStageChanged: type is "deal", expected lead, contact');
  expect(mapper.map({ ...ROW, type: "lead", score: 9 }).skipped).toBe(
    'LeadStageChanged: score is "9", expected a number at least 10',
  );
});
