import { expect, test } from "vitest";
import { skewFinding } from "./clock-findings.ts";

const SENT = 1_000_000;

test.each([
  ["within the way there and back", 20, "ok"],
  ["two seconds ahead", 2_050, "warning"],
  ["two seconds behind", -2_000, "warning"],
  ["two minutes ahead", 120_000, "wrong"],
  ["two minutes behind", -120_000, "wrong"],
])("given the brokers' clock %s, when it is looked at, then that is told", (_what, stamped, level) => {
  expect(skewFinding({ sentAt: SENT, stampedAt: SENT + stamped, answeredAt: SENT + 50 }).level).toBe(level);
});
