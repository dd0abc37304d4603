/** What is wrong with a file before it is a configuration. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../config-error.ts";
import { loadConfig } from "../load-config.ts";
import { parseConfig } from "../parse-config.ts";
import { EXAMPLE } from "../reference/example.ts";

function messagesOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n");
    throw error;
  }
  return [];
}

const told = (text: string) => messagesOf(() => parseConfig(text, "c.yaml"));

describe("a text that is no configuration", () => {
  test.each([
    ["nothing", "", "c.yaml:1: (top level): the file is empty"],
    ["comments alone", "# later\n", "c.yaml:1: (top level): the file is empty"],
    ["a list", "- acme", "c.yaml:1: (top level): found a list, expected the configuration: a mapping"],
    ["a word", "acme", 'c.yaml:1: (top level): found "acme"'],
    ["broken syntax", "tenants:\n  acme: {a: [1, 2}\n", "c.yaml:2: tenants.acme.a"],
    ["two documents", `${EXAMPLE}---\n${EXAMPLE}`, "c.yaml:40: clock.grace: found a second document"],
    ["an unknown tag", "tenants: !secret x\n", "c.yaml:1: tenants: found a tag that is not known"],
    ["an alias of nothing", "tenants: *acme\n", 'c.yaml:1: tenants: found the alias "acme", expected an anchor'],
    ["an alias inside of itself", "tenants: &a { acme: *a }\n", 'c.yaml:1: tenants.acme: found the alias "a" inside'],
    ["endless nesting", `tenants: ${"[".repeat(60)}${"]".repeat(60)}`, "nested more than 50 deep"],
    ["nesting beyond the stack", `tenants: ${"[".repeat(50_000)}`, "c.yaml:1: tenants"],
  ])("%s", (_, text, message) => {
    expect(told(text)[0]).toContain(message);
  });

  test("aliases of aliases that grow beyond bounds", () => {
    const levels = Array.from(
      { length: 20 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level}, `.repeat(9)}]`,
    );
    expect(told(["l0: &l0 [x]", ...levels].join("\n")).join()).toContain("grow to more than");
  });

  test("merges of merges cost no more than what they bring", () => {
    const levels = Array.from({ length: 40 }, (_, level) => `l${level + 1}: &l${level + 1} { <<: *l${level} }`);
    expect(told(["l0: &l0 { a: 1 }", ...levels].join("\n"))[0]).toContain("tenants: is missing");
  });

  test("a key that stands twice is told at the second", () => {
    expect(told(EXAMPLE.replace("    cost:", "    currency: USD\n    cost:"))).toEqual([
      "c.yaml:37: tenants.acme.currency: the key stands twice in its mapping, expected once; remove one",
    ]);
  });

  test("keys that are no names", () => {
    expect(told(`true: 1\n? [a]\n: 2\n__proto__: 3\nnull: 4\n${EXAMPLE}`)).toEqual([
      "c.yaml:1: true: found true as a key, expected a name; put it in quotes",
      "c.yaml:1: true: is no key that is known here, expected tenants, publish, clock, sources; remove it",
      'c.yaml:2: ["?"]: found a list or mapping as a key, expected a name; name it otherwise',
      'c.yaml:4: __proto__: found "__proto__" as a key, expected a name; name it otherwise',
      "c.yaml:5: null: found nothing as a key, expected a name; name it otherwise",
    ]);
  });

  test("a merge of what is no mapping", () => {
    expect(told(EXAMPLE.replace("    cost:", "    <<: 3\n    cost:"))[0]).toContain(
      'tenants.acme["<<"]: found a value to merge',
    );
  });
});

describe("anchors and merge keys", () => {
  test("given a tenant that merges another, then what it says itself wins", () => {
    const text = `${EXAMPLE.replace("  acme:", "  acme: &acme")}`.replace(
      "clock:",
      "  other:\n    <<: *acme\n    currency: USD\n    exchangeRates: { EUR: 1.08 }\nclock:",
    );
    const { tenants } = parseConfig(text, "c.yaml");
    expect(tenants.get("other")).toEqual({
      ...tenants.get("acme"),
      currency: "USD",
      exchangeRates: new Map([["EUR", { digits: 108n, scale: 2 }]]),
    });
  });

  test("given a rate in an aliased mapping, then it is exact as well", () => {
    const text = EXAMPLE.replace("{ USD: 0.92 }", "&rates { USD: 0.920 }").replace(
      "clock:",
      "  other: { timeZone: UTC, currency: CHF, exchangeRates: *rates, funnel: { stages: [A, B], qualified: A, accepted: B } }\nclock:",
    );
    expect(parseConfig(text, "c.yaml").tenants.get("other")?.exchangeRates.get("USD")).toEqual({
      digits: 920n,
      scale: 3,
    });
  });

  test("given a fault in what is merged, then it is told where it is written", () => {
    const text = `base: &base { currency: euro }\n${EXAMPLE}`.replace("    currency: EUR", "    <<: *base");
    expect(told(text)).toContain(
      'c.yaml:1: tenants.acme.currency: found "euro", expected a currency: three capitals, like EUR',
    );
  });
});

describe("a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "config-"));

  test("that is there is read", () => {
    const file = join(folder, "good.yaml");
    writeFileSync(file, `\uFEFF${EXAMPLE.replaceAll("\n", "\r\n")}`);
    expect(loadConfig(file)).toEqual(parseConfig(EXAMPLE, file));
  });

  test("that is not there is named", () => {
    const file = join(folder, "none.yaml");
    expect(messagesOf(() => loadConfig(file))[0]).toMatch(
      /none\.yaml:1: \(top level\): the file cannot be read \(ENOENT/,
    );
  });

  test("that is a folder is named", () => {
    expect(messagesOf(() => loadConfig(folder))[0]).toContain("EISDIR");
  });

  test("that is not UTF-8 is refused", () => {
    const file = join(folder, "latin.yaml");
    writeFileSync(file, Buffer.from([0x61, 0x3a, 0x20, 0xe9]));
    expect(messagesOf(() => loadConfig(file))[0]).toContain("not UTF-8");
  });
});
