import { expect, test } from "vitest";
import { formatDeadLetter, formatWithdrawnStay } from "./format-lines.ts";

const LETTER = { reason: "UNDECODABLE", detail: 'a "sentence"', topic: null, key: null };

test("given a withdrawn stay, then its line says which", () => {
  expect(formatWithdrawnStay('acme|L|"1"')).toBe('{"type":"LeadStageStay","stayId":"acme|L|\\"1\\"","withdrawn":true}');
});

test("given a dead letter whose bytes are text, then they stand as text, controls escaped", () => {
  const line = formatDeadLetter({
    ...LETTER,
    topic: "lead-events",
    key: Buffer.from("acme|ü"),
    value: Buffer.from('{"é"\u0000😀'),
  });
  expect(JSON.parse(line)).toEqual({
    type: "DeadLetter",
    ...LETTER,
    topic: "lead-events",
    key: "acme|ü",
    value: '{"é"\u0000😀',
  });
});

test("given a dead letter whose bytes are no text, then they stand in base64, and the line says so", () => {
  const line = formatDeadLetter({ ...LETTER, key: Buffer.of(0xfe), value: Buffer.of(0xff, 0) });
  expect(JSON.parse(line)).toEqual({
    type: "DeadLetter",
    ...LETTER,
    key: "/g==",
    keyEncoding: "base64",
    value: "/wA=",
    encoding: "base64",
  });
});

test("given a dead letter without value, topic or key, then each is null", () => {
  expect(JSON.parse(formatDeadLetter({ ...LETTER, value: null }))).toEqual({
    type: "DeadLetter",
    ...LETTER,
    value: null,
  });
});

test("given a dead letter of text that escaped would be longer than a string may be, then it stands in base64", () => {
  const line = formatDeadLetter({ ...LETTER, value: Buffer.alloc(90_000_000, 1) });
  expect(line.endsWith('AQEB","encoding":"base64"}')).toBe(true);
});
