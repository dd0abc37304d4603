/** `stagefold doctor` on Kafka: each fault of a real broker and registry, and what it says of it. */
import { join } from "node:path";
import { isPassing, openKafkaLog } from "@stagefold/kafka";
import { LEAD_EVENTS, LEAD_TRACKER } from "@stagefold/processors";
import { afterEach, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { stagefold } from "../cli/executable.ts";
import { importFolder } from "../cli/import-folder.ts";
import { freePort } from "./broker/free-port.ts";
import { registerOwnSchemas } from "./registry/own-schemas.ts";
import { deleteTopics, makeTopics } from "./stagefold-topics.ts";
import { until } from "./survival/until.ts";

const brokers = inject("brokers").split(",");

interface Found {
  readonly check: string;
  readonly level: string;
  readonly says: string;
  readonly remedy: string | null;
}

beforeAll(() => registerOwnSchemas(inject("registry")));
afterEach(() => deleteTopics(brokers));

async function doctor(
  at: { readonly brokers?: string; readonly registry?: string } = {},
): Promise<{ readonly code: number | null; readonly found: readonly Found[] }> {
  const cwd = importFolder({});
  const log = ["--brokers", at.brokers ?? brokers.join(","), "--registry", at.registry ?? inject("registry")];
  const args = ["doctor", "--config", join(cwd, "config.yaml"), "--data", join(cwd, "data"), ...log, "--json"];
  const { code, stdout, stderr } = await stagefold(args, { cwd });
  expect(stderr).toBe("");
  return { code, found: JSON.parse(stdout) };
}

test("given topics as they should be, when the doctor looks, then nothing is wrong, the clocks are compared, and nobody has read anything new", async () => {
  await makeTopics(brokers, 2);
  const { code, found } = await doctor();

  expect(found.filter(({ level }) => level === "wrong")).toEqual([]);
  expect(code).toBe(0);
  for (const check of ["brokers", "rights", "topics", "clock", LEAD_TRACKER])
    expect(found).toContainEqual(expect.objectContaining({ check, level: "ok" }));
  const log = openKafkaLog({ brokers, clientId: "test" });
  onTestFinished(() => log.close());
  const read = await log.read(LEAD_EVENTS, 0, 0, { records: 10, bytes: 1_000 });
  expect(read.records).toEqual([]);
});

test("given no topics, when the doctor looks, then it says which are missing and what makes them", async () => {
  const { code, found } = await doctor();

  expect(code).toBe(1);
  expect(found).toContainEqual({
    check: "topics",
    level: "wrong",
    says: `${LEAD_EVENTS} is missing`,
    remedy: "stagefold topics apply makes it",
  });
});

test("given a schema that is not registered, when the doctor looks, then it says which, and what registers it", async () => {
  await makeTopics(brokers, 1);
  const subject = "funnel-targets-stagefold.target.TargetSet";
  const removed = await fetch(`${inject("registry")}/subjects/${subject}`, { method: "DELETE" });
  expect(removed.ok).toBe(true);
  onTestFinished(async () => void (await registerOwnSchemas(inject("registry"))));
  const { code, found } = await doctor();

  expect(code).toBe(1);
  expect(found.filter(({ level }) => level === "wrong")).toEqual([
    {
      check: "schemas",
      level: "wrong",
      says: `${subject} is not registered`,
      remedy: "stagefold schemas register",
    },
  ]);
});

test("given a task whose mark stands beyond the end of its topic, when the doctor looks, then that is wrong", async () => {
  await makeTopics(brokers, 1);
  const log = openKafkaLog({ brokers, clientId: "test" });
  onTestFinished(() => log.close());
  const mark = { commitNumber: 1, positions: { [LEAD_EVENTS]: 70 }, clock: null, configuredAt: 1 };
  await until(async () => {
    const session = await log.openTask({ group: LEAD_TRACKER, partition: 0 });
    try {
      await session.commit([], mark);
      return true;
    } catch (error) {
      // The group's first commit on a broker waits until it has the groups' topic.
      if (!isPassing(error)) throw error;
      return false;
    } finally {
      await session.close();
    }
  });
  const { code, found } = await doctor();

  expect(code).toBe(1);
  expect(found).toContainEqual(
    expect.objectContaining({
      check: LEAD_TRACKER,
      level: "wrong",
      says: expect.stringContaining(`it stands at 70 of ${LEAD_EVENTS}[0]`),
    }),
  );
});

test("given brokers and a registry that are away, when the doctor looks, then it says so of both", async () => {
  const [nowhere, noRegistry] = [`127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  const { code, found } = await doctor({ brokers: nowhere, registry: noRegistry });

  expect(code).toBe(1);
  expect(found.filter(({ level }) => level === "wrong")).toMatchObject([
    { check: "brokers", says: expect.stringContaining("STF-KFK-001") },
    { check: "schemas", says: expect.stringContaining("STF-REG-001") },
  ]);
});
