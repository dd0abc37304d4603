/** The services as an operator meets them: processes, signals, exit codes. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contentOf, prepareLeads, writeConfig } from "./prepared-folder.ts";
import { killAll, type StartedProcess, startProcess } from "./started-process.ts";

let folder: string;
let data: string;
let config: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "services-"));
  data = join(folder, "data");
  config = writeConfig(folder);
});
afterEach(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

function start(
  service: "lead-tracker" | "funnel-metrics",
  more: Readonly<Record<string, string>> = {},
): StartedProcess {
  const variables = { STAGEFOLD_CONFIG: config, STAGEFOLD_DATA_DIR: data, ...more };
  return startProcess(`services/${service}/src/main.ts`, [], variables);
}

/** Lets it catch up, and stops it; what it took to stop, in ms. */
async function catchUpAndStop(started: StartedProcess): Promise<number> {
  await started.logged("caught up");
  const from = performance.now();
  started.kill("SIGTERM");
  expect(await started.ended(), started.output()).toBe(0);
  return performance.now() - from;
}

describe("the services", () => {
  it("catch up, and end with 0 within ten seconds of SIGTERM, everything committed", async () => {
    await prepareLeads(data, 2_000);

    const tracking = await catchUpAndStop(start("lead-tracker"));
    const metering = await catchUpAndStop(start("funnel-metrics"));

    const { committed, end, stayIds, deadLetters, metrics } = await contentOf(data);
    expect(committed).toBe(end);
    expect(stayIds).toHaveLength(1_980);
    expect(deadLetters).toHaveLength(20);
    expect(metrics.at(-1)).toMatchObject({ metric: "leads_reached", grain: "YEAR", subject: "MQL", numerator: 1_980 });
    expect(Math.max(tracking, metering)).toBeLessThan(10_000);
  });

  it("go on after kill -9 in the middle, and neither lose nor double a record", async () => {
    await prepareLeads(data, 50_000);
    const killed = start("lead-tracker", { LOG_LEVEL: "debug" });
    await killed.logged("committed");
    killed.kill("SIGKILL");
    expect(await killed.ended()).toBe(null);
    const { committed, end } = await contentOf(data);
    expect(committed).toBeGreaterThan(0);
    expect(committed).toBeLessThan(end);

    await catchUpAndStop(start("lead-tracker"));

    const { stayIds, deadLetters } = await contentOf(data);
    expect(stayIds).toHaveLength(49_500);
    expect(new Set(stayIds).size).toBe(49_500);
    expect(deadLetters).toEqual(Array.from({ length: 500 }, (_, n) => `no record: ${n * 100 + 99}`));
  });

  it("say that a folder is in use, and end with 1", async () => {
    const first = start("lead-tracker");
    await first.logged("caught up");

    const second = start("funnel-metrics");

    expect(await second.ended()).toBe(1);
    expect(second.log().at(-1)).toMatchObject({
      level: "fatal",
      service: "funnel-metrics",
      err: { code: "STF-LOG-010" },
      msg: expect.stringContaining(
        `${join(data, "log.db")} is in use: one process at a time may open an embedded log.`,
      ),
    });
    await catchUpAndStop(first);
  });

  it("name each bad variable, end with 2 and leave no folder", async () => {
    const started = start("lead-tracker", { STAGEFOLD_PARTITIONS: "many", LOG_LEVEL: "loud" });

    expect(await started.ended()).toBe(2);
    expect(started.output()).toBe(
      'STAGEFOLD_PARTITIONS: expected a whole number from 1 to 256, found "many"\n' +
        'LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace, found "loud"\n',
    );
    expect(existsSync(data)).toBe(false);
  });

  it("name what is wrong with the configuration, and end with 2", async () => {
    const started = start("funnel-metrics", { STAGEFOLD_CONFIG: join(folder, "nowhere.yaml") });

    expect(await started.ended()).toBe(2);
    expect(started.output()).toContain(`${join(folder, "nowhere.yaml")}:1: `);
    expect(existsSync(data)).toBe(false);
  });
});

describe("stagefold run", () => {
  it("runs both processors in one process, and ends with 0 on Ctrl-C", async () => {
    await prepareLeads(data, 200);
    const flags = ["--config", config, "--data", data, "--log-level", "debug"];
    const started = startProcess("packages/cli/src/main.ts", ["run", "lead-tracker", "funnel-metrics", ...flags], {});

    await started.logged("committed", "stagefold-funnel-metrics.0");
    started.kill("SIGINT");
    expect(await started.ended()).toBe(0);

    const { committed, end, metrics } = await contentOf(data);
    expect(committed).toBe(end);
    expect(metrics.at(-1)).toMatchObject({ subject: "MQL", grain: "YEAR", numerator: 198 });
  });

  it("refuses a processor that there is not, with 2", async () => {
    const args = ["run", "lead-trakcer", "--config", config, "--data", data];
    const started = startProcess("packages/cli/src/main.ts", args, {});

    expect(await started.ended()).toBe(2);
    expect(started.output()).toContain("lead-tracker, funnel-metrics");
  });
});
