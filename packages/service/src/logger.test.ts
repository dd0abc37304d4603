import { FencedError } from "@stagefold/processing";
import { describe, expect, it } from "vitest";
import { createLogger, type Logger } from "./logger.ts";

/** What `say` writes, a parsed line each. */
function written(say: (logger: Logger) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  say(createLogger({ service: "lead-tracker", level: "info", out: { write: (line) => lines.push(line) } }));
  return lines.map((line) => JSON.parse(line));
}

describe("the logger", () => {
  it("writes an object a line, with the service, the level by name and the time", () => {
    const [line] = written((logger) => logger.child({ task: "g.0" }).info({ position: { events: 7 } }, "caught up"));

    expect(line).toMatchObject({
      level: "info",
      service: "lead-tracker",
      task: "g.0",
      position: { events: 7 },
      msg: "caught up",
    });
    expect(String(line?.time)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it("says the code of a failure", () => {
    const [line] = written((logger) => logger.error({ err: new FencedError({ group: "g", partition: 0 }) }, "dropped"));

    expect(line).toMatchObject({ err: { code: "STF-LOG-001", type: "FencedError" } });
  });

  it("leaves out what is below its level", () => {
    expect(written((logger) => logger.debug("committed"))).toEqual([]);
  });

  it.each([
    ["at the top", { password: "s3cret" }],
    ["inside", { sasl: { password: "s3cret", user: "u" } }],
    ["two levels inside", { kafka: { sasl: { token: "s3cret" } } }],
    ["in headers", { headers: { authorization: "Bearer s3cret" } }],
  ])("never writes a secret %s", (_, logged) => {
    expect(JSON.stringify(written((logger) => logger.info(logged, "connecting")))).not.toContain("s3cret");
  });
});
