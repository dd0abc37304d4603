import { describe, expect, it } from "vitest";
import { describeIntakeEnvironment, readIntakeEnvironment } from "./intake-environment.ts";

describe("the environment of intake", () => {
  it("needs nothing, and then takes events from this machine alone", () => {
    expect(readIntakeEnvironment({})).toEqual({
      host: "127.0.0.1",
      port: 8081,
      grants: null,
      requestsPerSecond: 300,
      bufferBytes: 268_435_456,
      publicUrl: null,
    });
    expect(describeIntakeEnvironment(readIntakeEnvironment({}))).toMatchObject({ port: 8081, tokens: null });
  });

  it("takes a public address without the slash at its end", () => {
    const variables = { STAGEFOLD_INTAKE_PUBLIC_URL: "https://events.example.com/crm/" };
    expect(readIntakeEnvironment(variables).publicUrl).toBe("https://events.example.com/crm");
  });

  it.each([
    [{ STAGEFOLD_INTAKE_HOST: "0.0.0.0" }, /^STAGEFOLD_INTAKE_TOKENS_FILE: .*reach 0.0.0.0/],
    [{ STAGEFOLD_INTAKE_PORT: "http" }, /^STAGEFOLD_INTAKE_PORT: /],
    [{ STAGEFOLD_INTAKE_RATE: "0" }, /^STAGEFOLD_INTAKE_RATE: /],
    [{ STAGEFOLD_INTAKE_BUFFER: "1000" }, /^STAGEFOLD_INTAKE_BUFFER: /],
    [{ STAGEFOLD_INTAKE_BUFFER: "1 GB" }, /^STAGEFOLD_INTAKE_BUFFER: /],
    [{ STAGEFOLD_INTAKE_PUBLIC_URL: "events.example.com" }, /^STAGEFOLD_INTAKE_PUBLIC_URL: /],
    [{ STAGEFOLD_INTAKE_PUBLIC_URL: "https://a.example/?b" }, /^STAGEFOLD_INTAKE_PUBLIC_URL: /],
  ])("refuses %j", (variables, said) => {
    expect(() => readIntakeEnvironment(variables as unknown as Record<string, string>)).toThrow(said);
  });
});
