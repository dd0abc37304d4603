import { describe, expect, it } from "vitest";
import { readEnvironment } from "./environment.ts";
import { EnvironmentError } from "./environment-error.ts";

const required = { STAGEFOLD_CONFIG: "config.yaml", STAGEFOLD_DATA_DIR: "data" };

describe("the environment", () => {
  it("needs a configuration and a folder, and has defaults for the rest", () => {
    expect(readEnvironment(required)).toEqual({
      configFile: "config.yaml",
      dataFolder: "data",
      partitions: null,
      logLevel: "info",
      http: null,
      kafka: null,
    });
  });

  it("takes what is set, and what is set to nothing as not set", () => {
    expect(readEnvironment({ ...required, STAGEFOLD_PARTITIONS: "12", LOG_LEVEL: "" })).toMatchObject({
      partitions: 12,
      logLevel: "info",
    });
  });

  it("has health and metrics on every address of the machine, where it is given a port", () => {
    expect(readEnvironment({ ...required, STAGEFOLD_HTTP_PORT: "0" }).http).toEqual({ host: "0.0.0.0", port: 0 });
    const named = { ...required, STAGEFOLD_HTTP_PORT: "9100", STAGEFOLD_HTTP_HOST: "::1" };
    expect(readEnvironment(named).http).toEqual({ host: "::1", port: 9_100 });
  });

  it.each(["65536", "-1", "http", "1.5"])("refuses %j as a port", (text) => {
    expect(() => readEnvironment({ ...required, STAGEFOLD_HTTP_PORT: text })).toThrow(
      `STAGEFOLD_HTTP_PORT: expected a port from 0 to 65535, found ${JSON.stringify(text)}`,
    );
  });

  it.each(["0", "257", "1.5", "-1", "two", "1e2", " 4"])("refuses %j as a number of partitions", (text) => {
    expect(() => readEnvironment({ ...required, STAGEFOLD_PARTITIONS: text })).toThrow(
      `STAGEFOLD_PARTITIONS: expected a whole number from 1 to 256, found ${JSON.stringify(text)}`,
    );
  });

  it("says all that is wrong at once: the variable, what was expected, what was found", () => {
    const refused = (): unknown => readEnvironment({ STAGEFOLD_CONFIG: "", LOG_LEVEL: "loud" });

    expect(refused).toThrow(EnvironmentError);
    expect(refused).toThrow(
      [
        "STAGEFOLD_CONFIG: expected the path of the configuration file, found nothing: it is not set",
        "STAGEFOLD_DATA_DIR: expected the path of the folder that holds log and stores, found nothing: it is not set",
        'LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace, found "loud"',
      ].join("\n"),
    );
  });
});
