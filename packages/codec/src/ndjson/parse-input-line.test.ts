import { describe, expect, test } from "vitest";
import { parseInputLine } from "./parse-input-line.ts";

const EVENT = {
  type: "LeadStageChanged",
  eventId: "e",
  tenantId: "t",
  leadId: "L",
  occurredAt: "2026-03-05T08:00:00Z",
  stage: "MQL",
};
const SPEND = {
  type: "SpendRecorded",
  eventId: "s",
  tenantId: "t",
  spendId: "x",
  firstDay: "2026-02-01",
  lastDay: "2026-02-28",
  amountMicros: 1,
  currency: "EUR",
};
const ACTIVITY = {
  type: "LeadActivityRecorded",
  eventId: "e",
  tenantId: "t",
  leadId: "L",
  occurredAt: "2026-03-05T08:00:00Z",
  kind: "call",
  actor: "SALES",
};

function parsed(text: string): unknown {
  const result = parseInputLine(Buffer.from(text));
  return result.ok ? result.record : result.detail;
}
const parsedObject = (object: object): unknown => parsed(JSON.stringify(object));
/** The amount as it stands on the line, digit for digit. */
const parsedAmount = (digits: string): unknown =>
  parsed(JSON.stringify(SPEND).replace('"amountMicros":1', `"amountMicros":${digits}`));

test("given a line with the required fields alone, then the others have their defaults", () => {
  expect(parsedObject(EVENT)).toEqual({
    ...EVENT,
    occurredAt: Date.UTC(2026, 2, 5, 8),
    sequence: null,
    reason: null,
    channel: null,
    campaignId: null,
    ownerId: null,
    attributes: {},
  });
  expect(parsedObject(SPEND)).toMatchObject({ revision: 0, firstDay: 20_485, lastDay: 20_512, channel: null });
});

test("given null for a field with a default, then it has the default", () => {
  expect(parsedObject({ ...SPEND, revision: null, channel: null })).toEqual(parsedObject(SPEND));
  expect(parsedObject({ ...EVENT, attributes: null, sequence: null })).toEqual(parsedObject(EVENT));
});

test("given an empty channel, campaignId or ownerId, then it is null; an empty reason stays", () => {
  expect(parsedObject({ ...EVENT, channel: "", campaignId: "", ownerId: "", reason: "" })).toEqual({
    ...(parsedObject(EVENT) as object),
    reason: "",
  });
});

test("given unknown fields, spaces, a carriage return or a key twice, then the line is read all the same", () => {
  expect(parsedObject({ ...EVENT, mood: { sequence: 1.5 } })).toEqual(parsedObject(EVENT));
  expect(parsed(`  ${JSON.stringify(EVENT).replaceAll(":", " : ").replaceAll("08 : 00 : 00", "08:00:00")} \r`)).toEqual(
    parsedObject(EVENT),
  );
  expect(parsed(`{"stage":"SQL",${JSON.stringify(EVENT).slice(1)}`)).toEqual(parsedObject(EVENT));
});

describe("given a long", () => {
  test.each([
    ["9007199254740991", 2 ** 53 - 1],
    ["9007199254740993", 9_007_199_254_740_993n],
    ["9223372036854775807", 2n ** 63n - 1n],
    ["-9223372036854775808", -(2n ** 63n)],
    ["-0", 0],
    [" 7 ", 7],
  ])("written %s, then it is exact", (digits, amountMicros) => {
    expect(parsedAmount(digits)).toMatchObject({ amountMicros });
  });

  test.each([
    "9223372036854775808",
    "-9223372036854775809",
    "1.0",
    "1e3",
    "1E3",
    "0.5",
    "1e400",
    `1${"0".repeat(400)}`,
    '"1"',
    "true",
    "null",
    "[1]",
  ])("written %s, then it is refused", (digits) => {
    expect(parsedAmount(digits)).toMatch(/^amountMicros: expected an integer/);
  });

  test("that comes twice or stands elsewhere too, then the last of the outermost object counts as it is written", () => {
    const line = JSON.stringify(SPEND).slice(1, -1);
    expect(parsed(`{${line},"amountMicros":2.0}`)).toMatch(/found 2.0/);
    expect(parsed(`{"amountMicros":2.0,${line}}`)).toMatchObject({ amountMicros: 1 });
    expect(parsed(`{"x":{"amountMicros":2.0},${line}}`)).toMatchObject({ amountMicros: 1 });
    expect(
      parsed(`{${line.replace("amountMicros", "amount\\u004dicros").replace(":1,", ":1.0,")},"x":{"amountMicros":2}}`),
    ).toMatch(/found 1.0/);
  });
});

describe("given a line that cannot become a record, then the sentence names the field, what was expected and what was found", () => {
  test.each<[string, string, RegExp]>([
    ["no JSON", '{"type":', /not JSON/],
    ["no object", "[]", /not a JSON object/],
    ["null", "null", /not a JSON object/],
    ["a byte order mark", `\ufeff${JSON.stringify(EVENT)}`, /not JSON/],
    ["no type", "{}", /^type: .*found nothing/],
    ["an unknown type", '{"type":"Nonsense"}', /^type: .*found "Nonsense"/],
    ["the name of something every object has", '{"type":"toString"}', /^type: /],
    ["a type that is published, not read", '{"type":"FunnelMetric"}', /^type: /],
    ["a type nested without end", `{"type":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, /^type: .*found an array/],
    ["a field left out", JSON.stringify({ ...EVENT, stage: undefined }), /^stage: expected a text, found nothing/],
    ["null where a value must be", JSON.stringify({ ...EVENT, leadId: null }), /^leadId: .*found null/],
    ["a number for a text", JSON.stringify({ ...EVENT, eventId: 5 }), /^eventId: expected a text, found 5/],
    ["a number for an optional text", JSON.stringify({ ...EVENT, channel: 5 }), /^channel: /],
    ["a text for a long", JSON.stringify({ ...EVENT, sequence: "5" }), /^sequence: expected an integer, found "5"/],
    ["a number for an instant", JSON.stringify({ ...EVENT, occurredAt: 5 }), /^occurredAt: /],
    ["an instant without zone", JSON.stringify({ ...EVENT, occurredAt: "2026-02-01T00:00:00" }), /^occurredAt: /],
    ["a day that does not exist", JSON.stringify({ ...SPEND, firstDay: "2026-02-29" }), /^firstDay: .*2026-02-29/],
    [
      "an unknown actor",
      JSON.stringify({ ...ACTIVITY, actor: "BOT" }),
      /^actor: expected one of UNKNOWN, .*found "BOT"/,
    ],
    ["attributes that are no object", JSON.stringify({ ...EVENT, attributes: ["a"] }), /^attributes: /],
    ["an attribute that is no text", JSON.stringify({ ...EVENT, attributes: { a: 1 } }), /^attributes: /],
    ["half of a surrogate pair", JSON.stringify({ ...EVENT, leadId: "\ud800" }), /^leadId: /],
    [
      "a long text for an instant",
      JSON.stringify({ ...EVENT, occurredAt: "x".repeat(5000) }),
      /found "x{70,80}\.\.\.$/,
    ],
  ])("%s", (_case, line, detail) => {
    expect(parsed(line)).toMatch(detail);
  });

  test("wrong UTF-8", () => {
    const line = Buffer.from(JSON.stringify(EVENT));
    line[line.indexOf("MQL")] = 0xff;
    expect(parseInputLine(line)).toEqual({ ok: false, reason: "UNDECODABLE", detail: "the line is not UTF-8" });
  });

  test("but a replacement character that somebody wrote is a character like any other", () => {
    expect(parsedObject({ ...EVENT, reason: "\ufffd" })).toMatchObject({ reason: "\ufffd" });
  });
});

test("given attributes with short keys written with escapes, whatever was read before, then the keys are as written", () => {
  const lists = [
    ["__proto__", "\u0000"],
    ["", "\u0000", "__proto__", "\\", "4N"],
    ["", "9", '"', "W", "\\"],
    ['"', "\n", "__proto__"],
  ];
  for (const keys of [...lists, ...lists]) {
    const attributes = `{${keys.map((key) => `${JSON.stringify(key)}:"v"`).join()}}`;
    const record = parsed(
      JSON.stringify({ ...EVENT, attributes: 0 }).replace('"attributes":0', `"attributes":${attributes}`),
    );
    expect(Object.keys((record as { attributes: object }).attributes).sort()).toEqual([...keys].sort());
  }
});
