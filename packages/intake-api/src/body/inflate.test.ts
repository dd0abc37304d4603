import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { HttpProblem } from "@stagefold/http";
import { describe, expect, it } from "vitest";
import { inflated } from "./inflate.ts";
import { LONGEST_BODY } from "./take-bodies.ts";

const PACKERS = {
  gzip: gzipSync,
  "x-gzip": gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
};

async function codeOf(body: Buffer, encoding: string): Promise<string> {
  const refused = await inflated(body, encoding, null).then(
    () => null,
    (error: unknown) => error,
  );
  return refused instanceof HttpProblem ? refused.kind.code : "none";
}

describe.each(Object.entries(PACKERS))("%s", (encoding, pack) => {
  it("is inflated, up to the longest body and no further", async () => {
    const longest = Buffer.alloc(LONGEST_BODY, "a");
    expect((await inflated(pack(longest), ` ${encoding.toUpperCase()} `, null)).equals(longest)).toBe(true);
    expect(await codeOf(pack(Buffer.alloc(LONGEST_BODY + 1, "a")), encoding)).toBe("STF-API-012");
  });

  it("is refused where it is broken", async () => {
    expect(await codeOf(Buffer.from("no such thing"), encoding)).toBe("STF-API-034");
    expect(await codeOf(pack(Buffer.from("cut off")).subarray(0, -3), encoding)).toBe("STF-API-034");
  });
});

it("leaves a body without an encoding as it is, and refuses encodings that it does not know", async () => {
  const body = Buffer.from("plain");
  expect(await inflated(body, undefined, null)).toBe(body);
  expect(await inflated(body, "identity", null)).toBe(body);
  for (const encoding of ["compress", "gzip, br", "constructor"])
    expect(await codeOf(body, encoding)).toBe("STF-API-013");
});
