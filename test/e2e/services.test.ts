/** The services as an operator meets them: processes, signals, exit codes. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

  it("leaves a folder in which verify finds nothing, whenever it is stopped once it has caught up", async () => {
    await prepareLeads(data, 200, 3);
    const verify = async (): Promise<string> => {
      const started = startProcess("packages/cli/src/main.ts", ["verify", "--config", config, "--data", data], {});
      expect(await started.ended(), started.output()).toBe(0);
      return started.output();
    };
    for (let round = 0; round < 2; round++) {
      const flags = ["--config", config, "--data", data];
      const started = startProcess("packages/cli/src/main.ts", ["run", "lead-tracker", "funnel-metrics", ...flags], {});
      await started.logged("caught up", "stagefold-funnel-metrics.2");
      started.kill("SIGTERM");
      expect(await started.ended(), started.output()).toBe(0);

      expect(await verify()).toMatch(/\nno differences\n$/);
    }
  });

  it("goes on from a replay that was kept, beyond where its clock ended, unless its configuration has lost what it needs", async () => {
    const input = join(folder, "in.ndjson");
    const fields = { eventId: "e", tenantId: "acme", leadId: "L", stage: "MQL", occurredAt: "2026-01-05T00:00:00Z" };
    writeFileSync(input, JSON.stringify({ type: "LeadStageChanged", ...fields }));
    const kept = ["--config", config, "--out", join(folder, "out"), "--data", data, "--until", "2026-01-06T00:00:00Z"];
    expect(await startProcess("packages/cli/src/main.ts", ["replay", input, ...kept], {}).ended()).toBe(0);
    const flags = ["--data", data, "--config"];
    const other = join(folder, "other.yaml");
    writeFileSync(other, readFileSync(config, "utf8").replace("EUR", "USD"));

    const refused = startProcess("packages/cli/src/main.ts", ["run", "lead-tracker", ...flags, other], {});
    expect(await refused.ended()).toBe(2);
    expect(refused.output()).toContain("tenant acme has lost a rate of EUR. Put back what was taken away");

    const refusedService = start("lead-tracker", { STAGEFOLD_PARTITIONS: "2" });
    expect(await refusedService.ended()).toBe(2);
    expect(refusedService.output()).toContain(`${data}: it has 1 partition, not 2`);

    const run = startProcess(
      "packages/cli/src/main.ts",
      ["run", "lead-tracker", "funnel-metrics", ...flags, config],
      {},
    );
    await run.logged("caught up", "stagefold-funnel-metrics.0");
    run.kill("SIGTERM");
    expect(await run.ended(), run.output()).toBe(0);
    const verified = startProcess("packages/cli/src/main.ts", ["verify", ...flags, config], {});
    expect(await verified.ended(), verified.output()).toBe(0);
  });

  it("refuses a processor that there is not, with 2", async () => {
    const args = ["run", "lead-trakcer", "--config", config, "--data", data];
    const started = startProcess("packages/cli/src/main.ts", args, {});

    expect(await started.ended()).toBe(2);
    expect(started.output()).toContain("lead-tracker, funnel-metrics");
  });
});
