import { expect, test } from "vitest";
import { configOf } from "./config-of.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { parseConfig } from "./parse-config.ts";
import { EXAMPLE } from "./reference/example.ts";

test("a fingerprint gives the configuration back, whole", () => {
  const publish = EXAMPLE.replace("    cost:", "    publish: { grains: [DAY], metrics: [spend] }\n    cost:");
  for (const text of [EXAMPLE, publish]) {
    const config = parseConfig(text, "c.yaml");
    expect(configOf(fingerprintOf(config))).toEqual(config);
  }
});
