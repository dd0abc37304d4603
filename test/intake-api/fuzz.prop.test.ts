/** Anything at all, on every route: answered with something that its document tells of, never with a failure. */
import { request } from "node:http";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { fc, test } from "@fast-check/vitest";
import { afterAll, beforeAll, expect } from "vitest";
import { filled, type OpenApi, openApiOf } from "../api/open-api.ts";
import { randomRecord } from "./random-records.ts";
import { moved, postedJson, type ServedIntake, servedIntake } from "./served-intake.ts";

let intake: ServedIntake;
let api: OpenApi;
beforeAll(async () => {
  intake = await servedIntake();
  api = await openApiOf(intake.url);
});
afterAll(() => intake?.remove());

const TYPES = ["application/json", "application/x-ndjson", "text/csv"];
const PACKERS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};

/** What may stand in a header without ending the request before it begins. */
const headerText = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });
const jsonText = fc.oneof(
  fc.json(),
  fc.array(randomRecord, { maxLength: 5 }).map((records) => JSON.stringify(records)),
  fc.array(fc.jsonValue(), { maxLength: 5 }).map((values) => values.map((value) => JSON.stringify(value)).join("\n")),
  fc
    .record({ id: fc.jsonValue(), changed_at: fc.jsonValue(), status: fc.jsonValue() })
    .map((record) => JSON.stringify(record)),
);
const csvText = fc
  .array(
    fc.array(fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('"', "\n", '""', "2026-03-02", "Open")), {
      maxLength: 7,
    }),
  )
  .map((rows) => ["id,changed_at,status,owner,n,score", ...rows.map((row) => row.join(","))].join("\n"));
/** Right texts of which a part is gone, doubled or replaced. */
const broken = fc
  .tuple(fc.oneof(jsonText, csvText), fc.nat(), fc.nat({ max: 20 }), fc.uint8Array({ maxLength: 4 }))
  .map(([text, at, length, bytes]) => {
    const whole = Buffer.from(text);
    const from = at % (whole.length + 1);
    return Buffer.concat([whole.subarray(0, from), bytes, whole.subarray(from + length)]);
  });
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  jsonText.map((text) => Buffer.from(text)),
  csvText.map((text) => Buffer.from(text)),
  broken,
);
const headers = fc.record(
  {
    "content-type": fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...TYPES) }, headerText),
    "idempotency-key": fc.oneof(headerText, fc.constantFrom("a", "b")),
    "content-encoding": fc.oneof(fc.constantFrom(...Object.keys(PACKERS), "identity", "gzip, br"), headerText),
    "x-signature": headerText,
    "x-timestamp": fc.oneof(headerText, fc.constant(String(Math.floor(Date.now() / 1_000)))),
    authorization: headerText,
  },
  { requiredKeys: ["content-type"] },
);
const query = fc.oneof(
  fc.constant(""),
  fc.webQueryParameters().map((text) => `?${text}`),
  fc.constantFrom("?limit=1", "?limit=x", "?before=0", "?limit=1&limit=2", "?limit=%"),
);
const source = fc.oneof(fc.constantFrom("crm", "signed", "hub", "nowhere", "..", "constructor", "%"), fc.string());
const packs = fc.constantFrom(...Object.keys(PACKERS), null, null, null);

test.prop([fc.nat(), source, query, headers, body, packs], { numRuns: 1_500 })(
  "no request makes a route fail, or answer what its document does not tell of",
  async (which, name, asked, given, bytes, packed) => {
    const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
    const { path, method, operation } = operations[which % operations.length] as (typeof operations)[number];
    const sent = packed === null ? bytes : (PACKERS[packed]?.(bytes) ?? bytes);
    const named = packed === null ? given : { ...given, "content-encoding": packed };

    const { status, text, type } = await send(method, `${filled(path, { source: name })}${asked}`, named, sent);

    const known = status === 404 || operation.responses[String(status)] !== undefined;
    expect([status, text.slice(0, 300), known && (status < 500 || status === 503)]).toEqual([
      status,
      text.slice(0, 300),
      true,
    ]);
    if (/json/.test(type)) expect(() => JSON.parse(text)).not.toThrow();
  },
);

test("and it still takes events", async () => {
  expect(await postedJson(`${intake.url}/v1/events`, moved("after-all"))).toMatchObject({
    status: 200,
    body: { refused: 0 },
  });
});

/** As bytes on the line: fetch would refuse some of it. */
function send(method: string, path: string, given: Readonly<Record<string, string | undefined>>, bytes: Buffer) {
  const { hostname, port } = new URL(intake.url);
  const named = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return new Promise<{ status: number; text: string; type: string }>((resolve, reject) => {
    const outgoing = request(
      { hostname, port, path, method: method.toUpperCase(), headers: named as Record<string, string> },
      async (answer) => {
        let text = "";
        for await (const chunk of answer) text += chunk;
        resolve({ status: answer.statusCode ?? 0, text, type: answer.headers["content-type"] ?? "" });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(method === "post" ? bytes : undefined);
  });
}
