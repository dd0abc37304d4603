import { describe, expect, it } from "vitest";
import { accessBy } from "./access.ts";
import { isLoopback } from "./loopback.ts";
import { newToken, tokenHash } from "./token.ts";
import { parseTokens } from "./tokens-file.ts";

const access = accessBy([
  { name: "ada", sha256: tokenHash("one"), tenants: ["acme"], may: ["read"] },
  { name: "root", sha256: tokenHash("two"), tenants: ["*"], may: ["read", "write"] },
]);

describe("access by tokens", () => {
  it.each([
    ["Bearer one", "ada"],
    ["bearer  one ", "ada"],
    ["Bearer two", "root"],
    ["Bearer three", undefined],
    ["Bearer ", undefined],
    ["Bearer", undefined],
    ["one", undefined],
    ["Basic one", undefined],
    [`Bearer ${tokenHash("one")}`, undefined],
    ["Bearer one two", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("knows %j as %s", (authorization, name) => {
    expect(access.callerOf(authorization)?.name).toBe(name);
  });

  it("covers the tenants of the token, or all", () => {
    expect(access.callerOf("Bearer one")?.sees("acme")).toBe(true);
    expect(access.callerOf("Bearer one")?.sees("globex")).toBe(false);
    expect(access.callerOf("Bearer two")?.sees("globex")).toBe(true);
  });

  it("is good for what the token may, and for nothing else", () => {
    expect(access.callerOf("Bearer one")?.may("read")).toBe(true);
    expect(access.callerOf("Bearer one")?.may("write")).toBe(false);
    expect(access.callerOf("Bearer two")?.may("write")).toBe(true);
  });

  it("takes a new token by its header", () => {
    const token = newToken();
    const [one] = [accessBy([{ name: "new", sha256: tokenHash(token), tenants: ["acme"], may: ["read"] }])];
    expect(token).toMatch(/^stf_[\w-]{43}$/);
    expect(one?.callerOf(`Bearer ${token}`)?.name).toBe("new");
  });
});

describe("the file of tokens", () => {
  const entry = (more: string): string => `- name: ada\n  sha256: ${tokenHash("one")}\n  tenants: [acme]\n${more}`;

  it("is a list of names, hashes and tenants", () => {
    expect(parseTokens(entry(""))).toEqual({
      ok: true,
      grants: [{ name: "ada", sha256: tokenHash("one"), tenants: ["acme"], may: ["read"] }],
    });
  });

  it.each([
    ["", /expected array/],
    ["[]", />=1 items/],
    ["{", /^no YAML/],
    [entry("  token: secret\n"), /^0: Unrecognized key: "token"/],
    ["- name: ada\n  sha256: one\n  tenants: [acme]\n", /^0.sha256: expected the SHA-256/],
    [`- name: ada\n  sha256: ${tokenHash("one")}\n  tenants: []\n`, /^0.tenants: /],
    [entry("  may: [delete]\n"), /^0.may.0: /],
    [entry(entry("").replace("ada", "bob")), /^1.sha256: it is there twice/],
    [entry(entry("").replace(/sha256: \w+/, `sha256: ${tokenHash("two")}`)), /^1.name: it is there twice/],
  ])("refuses %j and says where", (text, why) => {
    const parsed = parseTokens(text);
    expect(parsed.ok ? "" : parsed.why).toMatch(why);
  });
});

describe("a loopback address", () => {
  it.each(["localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]", "LOCALHOST"])("is %s", (host) => {
    expect(isLoopback(host)).toBe(true);
  });
  it.each(["0.0.0.0", "::", "10.0.0.1", "localhost.example", "127.0.0.1.example", "", "1.127.0.0"])(
    "is not %j",
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
