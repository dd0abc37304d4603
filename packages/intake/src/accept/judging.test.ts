import { expect, it } from "vitest";
import { CODEC, configOf, NOW, stageChanged } from "../opened-intake.test-support.ts";
import { judged, judgedBy } from "./judging.ts";

const judging = { codec: CODEC, config: configOf() };

it("an event that no broker would take is refused at the door", () => {
  const found = judged(stageChanged({ attributes: { note: "x".repeat(900_000) } }), NOW, judging);
  expect(found).toMatchObject({ reason: "INVALID", detail: expect.stringContaining("at most 900000") });
  expect(judged(stageChanged({ attributes: { note: "x".repeat(890_000) } }), NOW, judging)).not.toHaveProperty(
    "reason",
  );
});

it("a text that is no Unicode is judged and compared as it will stand in the log", () => {
  const found = judged(stageChanged({ reason: "half \ud800", channel: "" }), NOW, judging);
  expect(found).toMatchObject({ record: { reason: "half \ufffd", channel: null } });
});

it("a configuration judges otherwise when its stages do, and not when another key changes", () => {
  expect(judgedBy(configOf())).toBe(judgedBy(configOf("[RECYCLED, INQUIRY, MQL, SQL]")));
  expect(judgedBy(configOf())).not.toBe(judgedBy(configOf("[INQUIRY, MQL, SQL, WON]")));
});
