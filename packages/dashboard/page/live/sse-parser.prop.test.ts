import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { createSseParser, type ServerSentEvent } from "./sse-parser.ts";

const lineText = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[\r\n\0\uFEFF]/g, "."));
const lineEnd = fc.constantFrom("\n", "\r", "\r\n");
const sent = fc.array(
  fc.record({
    id: fc.nat().map(String),
    event: fc.constantFrom("breach", "metric", "reset"),
    data: fc.array(lineText, { minLength: 1, maxLength: 3 }),
    comment: fc.option(lineText),
  }),
);

function stream(events: readonly { id: string; event: string; data: string[]; comment: string | null }[], end: string) {
  return events
    .flatMap(({ id, event, data, comment }) => [
      ...(comment === null ? [] : [`:${comment}`]),
      `id: ${id}`,
      `event:${event}`,
      ...data.map((line) => `data: ${line}`),
      "",
    ])
    .map((line) => line + end)
    .join("");
}

function fedInPieces(text: string, cuts: readonly number[]): readonly ServerSentEvent[] {
  const parser = createSseParser();
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  const edges = [0, ...places, text.length];
  return edges.slice(1).flatMap((edge, index) => parser.feed(text.slice(edges[index], edge)));
}

test.prop([sent, lineEnd, fc.array(fc.nat())])(
  "given a stream cut anywhere, when it is read, then every event is there once, whole and in order",
  (events, end, cuts) => {
    const expected = events.map(({ id, event, data }) => ({ id, event, data: data.join("\n") }));

    expect(fedInPieces(stream(events, end), cuts)).toEqual(expected);
  },
);

test.prop([fc.string({ unit: fc.constantFrom("\r", "\n", ":", "d", "data:x", "id:1", " ") }), fc.array(fc.nat())])(
  "given any text cut anywhere, then the pieces give what the whole gives",
  (text, cuts) => {
    expect(fedInPieces(text, cuts)).toEqual(createSseParser().feed(text));
  },
);

test("given an event without an end, then it is not told", () => {
  expect(createSseParser().feed("data: half\n")).toEqual([]);
});

test("given an event without an id, then it has the newest one before it", () => {
  expect(createSseParser("7").feed("data: x\n\n")).toEqual([{ id: "7", event: "message", data: "x" }]);
});

test("given a stream that says when to come back, then that is known", () => {
  const parser = createSseParser();
  parser.feed("retry: 2500\n\n");
  expect(parser.retryMs).toBe(2500);
});

test("given a block that has an id and no event, then the stream is resumed from there, once the block is whole", () => {
  const parser = createSseParser();
  parser.feed("id: 12\n");
  expect(parser.lastId).toBe("");
  parser.feed("\n");
  expect(parser.lastId).toBe("12");
});
