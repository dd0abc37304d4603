import { createHmac } from "node:crypto";
import type { SignatureConfig } from "@stagefold/config";
import { describe, expect, it } from "vitest";
import { type SignedRequest, signatureFault } from "./signed-request.ts";

const SECRET = "a secret";
const NOW = Date.UTC(2026, 2, 2, 9);
const HMAC: SignatureConfig = {
  scheme: "hmac",
  header: "x-signature",
  hash: "sha256",
  encoding: "hex",
  prefix: "",
  timestampHeader: null,
  timestampUnit: "s",
  toleranceMs: 300_000,
  secret: { kind: "env", name: "SECRET" },
};

function request(headers: Readonly<Record<string, string>>, more: Partial<SignedRequest> = {}): SignedRequest {
  return { method: "POST", url: "https://a.example/v1/sources/x", body: Buffer.from("body"), headers, ...more };
}

const hmac = (hash: string, text: string) => createHmac(hash, SECRET).update(text);

describe("a signed request", () => {
  it.each([
    ["hexadecimal SHA-256", HMAC, hmac("sha256", "body").digest("hex")],
    ["base64 SHA-512", { ...HMAC, hash: "sha512", encoding: "base64" }, hmac("sha512", "body").digest("base64")],
    ["a prefix", { ...HMAC, prefix: "v1=" }, `v1=${hmac("sha256", "body").digest("hex")}`],
  ] as const)("is right with %s", (_, config, signature) => {
    expect(signatureFault(request({ "x-signature": signature }), config, SECRET, NOW)).toBe(null);
    const other = request({ "x-signature": signature }, { body: Buffer.from("bodY") });
    expect(signatureFault(other, config, SECRET, NOW)).toBe("the signature is not that of the body");
    expect(signatureFault(request({ "x-signature": signature }), config, "another", NOW)).not.toBe(null);
  });

  it("holds as long as its time does, to the millisecond, in seconds or milliseconds", () => {
    const config: SignatureConfig = { ...HMAC, timestampHeader: "x-time", timestampUnit: "ms" };
    const signedAt = (time: number): SignedRequest =>
      request({ "x-time": String(time), "x-signature": hmac("sha256", `${time}.body`).digest("hex") });
    for (const [early, isRight] of [
      [300_000, true],
      [300_001, false],
      [-300_000, true],
      [-300_001, false],
    ] as const) {
      expect([early, signatureFault(signedAt(NOW - early), config, SECRET, NOW) === null]).toEqual([early, isRight]);
    }
    const seconds = { ...config, timestampUnit: "s" } as const;
    expect(signatureFault(signedAt(NOW / 1_000), seconds, SECRET, NOW)).toBe(null);
  });

  it("is right as HubSpot signs it, over the decoded address", () => {
    const config: SignatureConfig = { ...HMAC, scheme: "hubspot-v3" };
    const url = "https://a.example/v1/sources/x?at=10%3A00%2F11&name=a%20b";
    const signed = `POSThttps://a.example/v1/sources/x?at=10:00/11&name=a%20bbody${NOW}`;
    const headers = {
      "x-hubspot-request-timestamp": String(NOW),
      "x-hubspot-signature-v3": hmac("sha256", signed).digest("base64"),
    };
    expect(signatureFault(request(headers, { url }), config, SECRET, NOW)).toBe(null);
    expect(signatureFault(request(headers, { url: `${url}&more` }), config, SECRET, NOW)).not.toBe(null);
    expect(signatureFault(request(headers, { url, method: "PUT" }), config, SECRET, NOW)).not.toBe(null);
  });
});
