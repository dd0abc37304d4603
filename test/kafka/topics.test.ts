/** The topics as `stagefold topics` shows, makes and alters them, and what a service does with those that are wrong. */

import { parseConfig } from "@stagefold/config";
import { COMMITS_TOPIC, openTopicAdmin, type WantedTopic } from "@stagefold/kafka";
import { FUNNEL_TARGETS, LEAD_EVENTS, SPEND_EVENTS } from "@stagefold/processors";
import { createLogger, PROCESSORS, runKafka, wantedTopics } from "@stagefold/service";
import { afterEach, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { type Ran, stagefold, temporaryFolder } from "../cli/executable.ts";
import { registerOwnSchemas } from "./registry/own-schemas.ts";
import { deleteTopics, makeTopics } from "./stagefold-topics.ts";

const brokers = inject("brokers").split(",");
const wanted = wantedTopics();

beforeAll(() => registerOwnSchemas(inject("registry")));
afterEach(() => deleteTopics(brokers));

function topics(...args: readonly string[]): Promise<Ran> {
  const [command = "", ...rest] = args;
  return stagefold(["topics", command, "--brokers", brokers.join(","), ...rest], { cwd: temporaryFolder() });
}

function openAdmin() {
  const admin = openTopicAdmin({ brokers, clientId: "test" });
  onTestFinished(() => admin.close());
  return admin;
}

async function settingOf(topic: string, setting: string): Promise<string | undefined> {
  return (await openAdmin().describe([topic])).get(topic)?.settings?.get(setting);
}

/** The topics wanted, one of them with another value of a setting. */
function withSetting(topic: string, setting: string, value: string): readonly WantedTopic[] {
  return wanted.map((plan) =>
    plan.name === topic
      ? { ...plan, settings: [...plan.settings.filter(({ name }) => name !== setting), settingTo(setting, value)] }
      : plan,
  );
}

function settingTo(name: string, value: string): WantedTopic["settings"][number] {
  return { name, value, judge: () => null, why: "" };
}

/** Starts a service on the topics as they are; what it warned of in them, and how it ended. */
async function started(): Promise<{ readonly error: unknown; readonly lines: readonly string[] }> {
  const stop = new AbortController();
  const lines: string[] = [];
  const write = (line: string): void => {
    const { msg, level, topic } = JSON.parse(line);
    if (level === "warn" && topic !== undefined) lines.push(msg);
    // It has got past the check.
    if (msg === "tasks assigned") stop.abort();
  };
  const tenant = "{ timeZone: UTC, currency: EUR, funnel: { stages: [MQL, SQL], qualified: MQL, accepted: SQL } }";
  const error = await runKafka({
    connection: { brokers, clientId: "test" },
    registry: { url: inject("registry") },
    folder: temporaryFolder(),
    config: parseConfig(`tenants: { acme: ${tenant} }\n`, "config.yaml"),
    processors: [PROCESSORS["lead-tracker"]],
    signal: stop.signal,
    logger: createLogger({ service: "test", level: "info", out: { write } }),
  }).catch((failure: unknown) => failure);
  return { error, lines };
}

test("given a cluster without topics, when they are planned, applied and planned again, then there is nothing left to do", async () => {
  const before = await topics("plan");
  expect(before.code).toBe(1);
  expect(before.stdout).toMatch(/^lead-events +missing$/m);
  expect(before.stdout).toContain(`${wanted.length} missing, 0 that would give wrong results`);

  const unsaid = await topics("apply");
  expect(unsaid.code).toBe(2);
  expect(unsaid.stderr).toContain("--partitions");
  expect((await openAdmin().describe([LEAD_EVENTS])).size).toBe(0);

  const applied = await topics("apply", "--partitions", "3");
  expect(applied).toMatchObject({ code: 0, stderr: "" });
  expect(applied.stdout).toContain("made stagefold-internal-commits with 3 partitions\n");

  const after = await topics("plan");
  expect(after.code).toBe(0);
  expect(after.stdout).toContain("\n0 missing, 0 that would give wrong results, 0 advised otherwise\n");
  expect((await topics("apply")).stdout).toBe(after.stdout);
});

test("given topics of which one is missing, when they are applied, then it gets the partitions of the others, and no other number is taken", async () => {
  await makeTopics(
    brokers,
    2,
    wanted.filter(({ name }) => name !== SPEND_EVENTS),
  );

  const refused = await topics("apply", "--partitions", "5");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("have 2 partitions, not 5");

  expect((await topics("apply")).stdout).toContain("made spend-events with 2 partitions\n");
  expect((await openAdmin().describe([SPEND_EVENTS])).get(SPEND_EVENTS)?.partitions).toBe(2);
});

test("given settings that differ, when topics are applied, then they are touched with --alter alone, and all others never", async () => {
  await makeTopics(brokers, 1, withSetting(FUNNEL_TARGETS, "retention.ms", "86400000"));
  await openAdmin().alter(
    FUNNEL_TARGETS,
    new Map([
      ["segment.ms", "3600000"],
      ["cleanup.policy", "compact"],
    ]),
  );

  const planned = await topics("plan");
  expect(planned.code).toBe(1);
  expect(planned.stdout).toContain("  WRONG RESULTS: cleanup.policy is compact, wanted delete: ");
  expect(planned.stdout).toContain("  advice: retention.ms is 86400000, wanted -1: ");
  expect(await topics("apply")).toEqual(planned);
  expect(await settingOf(FUNNEL_TARGETS, "cleanup.policy")).toBe("compact");

  const altered = await topics("apply", "--alter");
  expect(altered.code).toBe(0);
  expect(altered.stdout).toContain(
    "set cleanup.policy of funnel-targets to delete, was compact\n" +
      "set retention.ms of funnel-targets to -1, was 86400000\n",
  );
  expect(await settingOf(FUNNEL_TARGETS, "cleanup.policy")).toBe("delete");
  expect(await settingOf(FUNNEL_TARGETS, "segment.ms")).toBe("3600000");
});

test("given a setting that the broker refuses, when it is altered, then that is said, with the broker's reason", async () => {
  await makeTopics(brokers, 1);
  const altering = openAdmin().alter(LEAD_EVENTS, new Map([["retention.ms", "soon"]]));
  await expect(altering).rejects.toMatchObject({
    code: "STF-KFK-002",
    message: expect.stringMatching(/^altering topic lead-events \(.*soon.*retention\.ms/),
  });
});

test("given more replicas asked for than there are brokers, when topics are made, then the broker's refusal is said, and which topic", async () => {
  const applied = await topics("apply", "--partitions", "1", "--replication-factor", "99");
  expect(applied.code).toBe(1);
  expect(applied.stderr).toMatch(/^stagefold: making topic [a-z-]+: Replication-factor is invalid/);
});

test("given topics that are as wanted, when a service starts, then it runs and has nothing to say of them", async () => {
  await makeTopics(brokers, 1);
  expect(await started()).toEqual({ error: undefined, lines: [] });
});

test("given inputs that are deleted with time, when a service starts, then it runs and says what that means", async () => {
  await makeTopics(brokers, 1, withSetting(SPEND_EVENTS, "retention.ms", "86400000"));
  const { error, lines } = await started();
  expect(error).toBeUndefined();
  expect(lines).toEqual([
    expect.stringContaining("spend-events has retention.ms 86400000, not -1 (a task that has lost its store"),
  ]);
});

test.each([
  ["no commits", wanted.filter(({ name }) => name !== COMMITS_TOPIC), "stagefold-internal-commits is missing"],
  [
    "commits that go with time",
    withSetting(COMMITS_TOPIC, "cleanup.policy", "compact,delete"),
    "stagefold-internal-commits has cleanup.policy compact,delete, not compact",
  ],
  [
    "compacted events",
    withSetting(LEAD_EVENTS, "cleanup.policy", "compact"),
    "lead-events has cleanup.policy compact, not delete",
  ],
  [
    "events with the times of whoever sent them",
    withSetting(LEAD_EVENTS, "message.timestamp.type", "CreateTime"),
    "lead-events has message.timestamp.type CreateTime, not LogAppendTime",
  ],
] as const)(
  "given %s, when a service starts, then it refuses, and names topic, found and wanted",
  async (_, made, fault) => {
    await makeTopics(brokers, 1, made);
    const { error } = await started();
    expect(error).toMatchObject({ code: "STF-RUN-002", message: expect.stringContaining(fault) });
    expect(error).toMatchObject({ message: expect.stringContaining(`stagefold topics plan --brokers ${brokers[0]}`) });
  },
);

test("given topics of different numbers of partitions, when a service starts, or topics are applied, then both refuse and name it", async () => {
  await makeTopics(
    brokers,
    2,
    wanted.filter(({ name }) => ![SPEND_EVENTS, FUNNEL_TARGETS].includes(name)),
  );
  await makeTopics(
    brokers,
    3,
    wanted.filter(({ name }) => name === SPEND_EVENTS),
  );

  const { error } = await started();
  expect(error).toMatchObject({
    code: "STF-RUN-002",
    message: expect.stringMatching(/spend-events has partitions 3, not 2 .*; funnel-targets is missing/),
  });

  const applied = await topics("apply", "--alter");
  expect(applied.code).toBe(2);
  expect(applied.stderr).toContain("different numbers of partitions");
  const planned = await topics("plan");
  expect(planned.stdout).toContain("WRONG RESULTS: partitions is 3, wanted 2");
  expect(planned.stdout).toContain("A number of partitions is never changed");
});
