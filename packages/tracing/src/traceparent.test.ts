import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { parseTraceparent, traceparentOf } from "./traceparent.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";

describe("a header traceparent", () => {
  it.each([
    ["a sampled span", `00-${TRACE}-${SPAN}-01`, true],
    ["one that is not recorded", `00-${TRACE}-${SPAN}-00`, false],
    ["flags that are not known yet", `00-${TRACE}-${SPAN}-ff`, true],
    ["a later version, with more behind", `cc-${TRACE}-${SPAN}-01-what-comes`, true],
    ["a later version", `01-${TRACE}-${SPAN}-00`, false],
  ])("names %s", (_, header, isSampled) => {
    expect(parseTraceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN, isSampled });
    expect(parseTraceparent(Buffer.from(header))).toEqual({ traceId: TRACE, spanId: SPAN, isSampled });
  });

  it.each([
    ["nothing", null],
    ["nothing at all", undefined],
    ["an empty text", ""],
    ["the version that is forbidden", `ff-${TRACE}-${SPAN}-01`],
    ["more behind a version that has no more", `00-${TRACE}-${SPAN}-01-x`],
    ["a trace of zeros", `00-${"0".repeat(32)}-${SPAN}-01`],
    ["a span of zeros", `00-${TRACE}-${"0".repeat(16)}-01`],
    ["capitals", `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ["a trace that is too short", `00-${TRACE.slice(1)}-${SPAN}-01`],
    ["no flags", `00-${TRACE}-${SPAN}`],
    ["flags of one digit", `00-${TRACE}-${SPAN}-1`],
    ["a space in front", ` 00-${TRACE}-${SPAN}-01`],
    ["a line behind", `00-${TRACE}-${SPAN}-01\n`],
  ])("that is %s names none", (_, header) => {
    expect(parseTraceparent(header)).toBe(null);
  });

  const hex = (length: number) =>
    fc
      .array(fc.constantFrom(..."0123456789abcdef"), { minLength: length, maxLength: length })
      .map((digits) => digits.join(""))
      .filter((digits) => !/^0+$/.test(digits));

  test.prop([hex(32), hex(16), fc.boolean()])("says what it was made of", (traceId, spanId, isSampled) => {
    expect(parseTraceparent(traceparentOf({ traceId, spanId, isSampled }))).toEqual({ traceId, spanId, isSampled });
  });

  test.prop([fc.oneof(fc.string(), fc.uint8Array())])("may be anything, and is read or is none", (header) => {
    const named = parseTraceparent(header);
    if (named !== null) expect(parseTraceparent(traceparentOf(named))).toEqual(named);
  });
});
