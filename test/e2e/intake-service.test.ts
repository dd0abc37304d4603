/** The intake service as an operator meets it: a process, its signals, exit codes, and kill -9 under load. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import { DEAD_LETTERS, LEAD_EVENTS } from "@stagefold/processors";
import { logFileOf } from "@stagefold/service";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stagefold } from "../cli/executable.ts";
import { CONFIG, moved, postedJson, SECRETS } from "../intake-api/served-intake.ts";
import { killAll, type StartedProcess, startProcess } from "./started-process.ts";

let folder: string;
let data: string;
let config: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "intake-service-"));
  data = join(folder, "data");
  config = join(folder, "config.yaml");
  writeFileSync(config, CONFIG);
});
afterEach(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

const ANY_PORT = { STAGEFOLD_INTAKE_PORT: "0" };

function start(more: Readonly<Record<string, string>> = {}): StartedProcess {
  const variables = { STAGEFOLD_CONFIG: config, STAGEFOLD_DATA_DIR: data, ...ANY_PORT, ...SECRETS, ...more };
  return startProcess("services/intake/src/main.ts", [], variables);
}

function run(parts: readonly string[], flags: readonly string[] = []): StartedProcess {
  const args = ["run", ...parts, "--config", config, "--data", data, "--intake-port", "0", ...flags];
  return startProcess("packages/cli/src/main.ts", args, SECRETS);
}

async function urlOf(started: StartedProcess): Promise<string> {
  await started.logged("events are taken: the topics were read");
  return started.log().find(({ msg }) => msg === "intake is listening")?.url as string;
}

const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);

/** The ids of the lead events in the log, in order. */
async function idsInLog(): Promise<readonly string[]> {
  const log = openEmbeddedLogReader(logFileOf(data));
  try {
    const { records } = await log.read(LEAD_EVENTS, 0, 0, { records: 1e6, bytes: 1e9 });
    return records.map(({ value }) => {
      const decoded = codec.decode(value ?? new Uint8Array());
      return decoded.ok && "eventId" in decoded.record ? decoded.record.eventId : "";
    });
  } finally {
    await log.close();
  }
}

describe("the intake service", () => {
  it("takes events, ends with 0 on SIGTERM with all of them in the log, and goes on where it was", async () => {
    const first = start();
    const url = await urlOf(first);
    expect((await postedJson(`${url}/v1/events`, [moved("one"), moved("two")])).body).toMatchObject({ accepted: 2 });
    first.kill("SIGTERM");
    expect(await first.ended(), first.output()).toBe(0);
    expect(await idsInLog()).toEqual(["one", "two"]);

    const second = start();
    const { body } = await postedJson(`${await urlOf(second)}/v1/events`, [moved("two"), moved("three")]);
    expect(body).toMatchObject({ accepted: 1, duplicates: 1 });
    second.kill("SIGTERM");
    expect(await second.ended(), second.output()).toBe(0);
    expect(await idsInLog()).toEqual(["one", "two", "three"]);
    expect(second.output()).not.toMatch(/secret-of/);
  });

  it("killed at any moment under load loses nothing that was acknowledged, and senders that repeat double nothing", async () => {
    const acknowledged = new Set<string>();
    const sent = new Set<string>();
    let unanswered: object[][] = [];
    let next = 0;
    for (let round = 0; round < 6; round++) {
      // Alone, and in a thread beside the processors.
      const service = round % 2 === 0 ? start() : run(["lead-tracker", "funnel-metrics", "intake"]);
      const events = `${await urlOf(service)}/v1/events`;
      const again = unanswered;
      unanswered = [];
      // So many answers after the start, another number each time.
      let answersLeft = 1 + ((round * 7) % 5);
      const send = async (batch: object[]): Promise<void> => {
        for (const event of batch) sent.add((event as { eventId: string }).eventId);
        try {
          const { status, body } = await postedJson(events, batch);
          expect([status, body.refused]).toEqual([200, 0]);
          for (const { eventId } of body.results) acknowledged.add(eventId);
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          unanswered.push(batch);
          return;
        }
        if (--answersLeft === 0) service.kill("SIGKILL");
      };
      const sender = async (): Promise<void> => {
        while (unanswered.length === 0) {
          const batch =
            again.pop() ?? Array.from({ length: 200 }, () => moved(`e-${next}`, { leadId: `l-${next++ % 50}` }));
          await send(batch);
        }
      };
      await Promise.all([sender(), sender(), sender()]);
      unanswered.push(...again);
      await service.ended();
    }

    const last = start();
    const events = `${await urlOf(last)}/v1/events`;
    for (const batch of unanswered) {
      for (const { eventId } of (await postedJson(events, batch)).body.results) acknowledged.add(eventId);
    }
    last.kill("SIGTERM");
    expect(await last.ended(), last.output()).toBe(0);
    const inLog = await idsInLog();
    expect(inLog.length).toBeGreaterThan(1_000);
    expect(new Set(inLog).size).toBe(inLog.length);
    expect([...acknowledged].filter((eventId) => !inLog.includes(eventId))).toEqual([]);
    expect([...sent].filter((eventId) => !inLog.includes(eventId))).toEqual([]);
  });

  it("holds no more memory than it is given, whatever bodies come at once", async () => {
    const service = start({ NODE_OPTIONS: "--max-old-space-size=160" });
    const events = `${await urlOf(service)}/v1/events`;
    const size = 15 << 20;
    const bodies = [
      Buffer.alloc(size, "["),
      Buffer.alloc(size, "{}\n"),
      Buffer.alloc(size, '{"a":'),
      Buffer.concat([Buffer.from("["), Buffer.alloc(size, "{},"), Buffer.from("{}]")]),
      Buffer.concat([Buffer.from('[{"attributes":['), Buffer.alloc(size, "{},"), Buffer.from("{}]}]")]),
      Buffer.alloc(size, '"'),
    ];
    const targets = [events, events.replace("/v1/events", "/v1/sources/crm")];
    const types = ["application/json", "application/x-ndjson", "text/csv"];
    const all = bodies.flatMap((body) => targets.flatMap((url) => types.map((type) => ({ url, body, type }))));
    for (let from = 0; from < all.length; from += 6) {
      const statuses = await Promise.all(
        all.slice(from, from + 6).map(async ({ url, body, type }) => {
          const answer = await fetch(url, { method: "POST", body, headers: { "content-type": type } });
          await answer.body?.cancel();
          return answer.status;
        }),
      );
      expect(statuses.filter((status) => status < 400 || status >= 500)).toEqual([]);
    }
    service.assertRuns();
    expect((await postedJson(events, moved("after-all"))).body).toMatchObject({ accepted: 1 });
  });

  it("says what is missing, a line each, and ends with 2", async () => {
    const noSecret = start({ CRM_SECRET: "" });
    expect(await noSecret.ended()).toBe(2);
    expect(noSecret.output()).toMatch(
      /^CRM_SECRET: expected the secret with which source signed signs, found nothing: it is not set$/m,
    );
    const wrong = CONFIG.replace(
      "    rules:\n",
      "    tests: [ { name: never, given: {}, expect: [ { type: TargetSet } ] } ]\n    rules:\n",
    );
    writeFileSync(config, wrong);
    const failing = start();
    expect(await failing.ended()).toBe(2);
    expect(failing.output()).toMatch(/config\.yaml:\d+: sources\.crm\.tests: the test "never" fails: /);
    writeFileSync(config, CONFIG);
    const open = start({ STAGEFOLD_INTAKE_HOST: "0.0.0.0" });
    expect(await open.ended()).toBe(2);
    expect(open.output()).toContain("STAGEFOLD_INTAKE_TOKENS_FILE: expected a file of tokens");
  });

  it("says that its folder is in use, and that its port is", async () => {
    const first = start();
    const port = new URL(await urlOf(first)).port;
    const second = start();
    expect(await second.ended()).toBe(1);
    expect(second.log().at(-1)).toMatchObject({ level: "fatal", err: { code: "STF-LOG-010" } });
    const third = start({ STAGEFOLD_INTAKE_PORT: port, STAGEFOLD_DATA_DIR: join(folder, "other") });
    expect(await third.ended()).toBe(1);
    expect(third.log().at(-1)).toMatchObject({ level: "fatal", err: { code: "STF-API-021" } });
    expect(third.log().at(-1)?.msg).toContain("STAGEFOLD_INTAKE_PORT");
  });
});

describe("stagefold run intake", () => {
  it("takes events beside both processors in one process, which count them at once", async () => {
    const made = await stagefold(["tokens", "new", "--name", "crm", "--tenants", "acme", "--may", "write"], {
      cwd: folder,
    });
    const token = /(stf_\S+)/.exec(made.stdout)?.[1] ?? "";
    writeFileSync(join(folder, "tokens.yaml"), made.stdout);
    const started = run(["lead-tracker", "intake", "funnel-metrics"], ["--intake-tokens", join(folder, "tokens.yaml")]);
    const url = await urlOf(started);

    expect((await postedJson(`${url}/v1/events`, moved("one"))).status).toBe(401);
    const bearer = { authorization: `Bearer ${token}` };
    expect((await postedJson(`${url}/v1/events`, moved("one"), bearer)).body).toMatchObject({ accepted: 1 });
    await started.logged("caught up", "stagefold-funnel-metrics.0");
    await expect
      .poll(async () => {
        const log = openEmbeddedLogReader(logFileOf(data));
        const ends = [await log.endOffset("lead-stays", 0), await log.endOffset("funnel-metrics", 0)];
        await log.close();
        return ends.every((end) => end > 0);
      })
      .toBe(true);
    started.kill("SIGINT");
    expect(await started.ended(), started.output()).toBe(0);
    const log = openEmbeddedLogReader(logFileOf(data));
    expect(await log.endOffset(DEAD_LETTERS, 0)).toBe(0);
    await log.close();
    const verified = startProcess("packages/cli/src/main.ts", ["verify", "--config", config, "--data", data], {});
    expect(await verified.ended(), verified.output()).toBe(0);
    expect(started.output()).not.toContain(token);
  });

  it("runs alone", async () => {
    const started = run(["intake"]);
    expect((await postedJson(`${await urlOf(started)}/v1/events`, moved("alone"))).body).toMatchObject({ accepted: 1 });
    started.kill("SIGTERM");
    expect(await started.ended(), started.output()).toBe(0);
    expect(await idsInLog()).toEqual(["alone"]);
  });
});
