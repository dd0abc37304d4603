import { describe, expect, it } from "vitest";
import { EnvironmentError } from "./environment-error.ts";
import { readTracingSettings } from "./tracing-environment.ts";

const ENDPOINT = "http://collector:4318";

describe("traces", () => {
  it.each([
    ["without an address", {}],
    ["with an address that is set to nothing", { OTEL_EXPORTER_OTLP_ENDPOINT: "" }],
    ["where the SDK is disabled", { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_SDK_DISABLED: "True" }],
    ["where they go nowhere", { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_TRACES_EXPORTER: "none" }],
    ["without an address, whatever else is said", { OTEL_TRACES_SAMPLER: "always_on", OTEL_SERVICE_NAME: "x" }],
  ])("are off %s", (_, variables) => {
    expect(readTracingSettings(variables)).toBe(null);
  });

  it.each([
    ["a collector's address", { OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT }, `${ENDPOINT}/v1/traces`],
    ["one with a path", { OTEL_EXPORTER_OTLP_ENDPOINT: `${ENDPOINT}/otlp/` }, `${ENDPOINT}/otlp/v1/traces`],
    ["their own, as it stands", { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${ENDPOINT}/x` }, `${ENDPOINT}/x`],
    [
      "their own before the common one",
      { OTEL_EXPORTER_OTLP_ENDPOINT: "http://other", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${ENDPOINT}/x` },
      `${ENDPOINT}/x`,
    ],
  ])("go to %s", (_, variables, url) => {
    expect(readTracingSettings(variables)).toEqual({
      url,
      sampling: { sampler: "parentbased_always_on", ratio: 1 },
      requestLimitMs: 2_000,
    });
  });

  it("are sampled as the standard variables say", () => {
    const sampled = { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.25" };
    expect(readTracingSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, ...sampled })?.sampling).toEqual({
      sampler: "parentbased_traceidratio",
      ratio: 0.25,
    });
  });

  it.each([
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"],
    ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://collector"],
    ["OTEL_SDK_DISABLED", "perhaps"],
    ["OTEL_TRACES_EXPORTER", "zipkin"],
    ["OTEL_TRACES_SAMPLER", "jaeger_remote"],
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"],
    ["OTEL_EXPORTER_OTLP_TIMEOUT", "1s"],
  ])("are refused with %s of %s", (variable, value) => {
    const read = () => readTracingSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, [variable]: value });
    expect(read).toThrow(EnvironmentError);
    expect(read).toThrow(variable);
  });

  it("are refused with a part that is none", () => {
    const ratio = (part: string) => () =>
      readTracingSettings({
        OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT,
        OTEL_TRACES_SAMPLER: "traceidratio",
        OTEL_TRACES_SAMPLER_ARG: part,
      });
    for (const part of ["2", "-1", "half"]) expect(ratio(part), part).toThrow("OTEL_TRACES_SAMPLER_ARG");
  });
});
