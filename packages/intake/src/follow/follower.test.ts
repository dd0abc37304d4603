import { LEAD_EVENTS } from "@stagefold/processors";
import { expect, it } from "vitest";
import { OtherLogError } from "../errors.ts";
import {
  Bench,
  CODEC,
  never,
  records,
  spent,
  stageChanged,
  until,
  writeBeside,
} from "../opened-intake.test-support.ts";

const event = (eventId: string) => stageChanged({ eventId });

it("passes over what cannot be read and what does not belong there", async () => {
  await using bench = new Bench();
  const key = Buffer.from("acme|1");
  const odd = (value: Uint8Array | null, itsKey = key) => ({
    topic: LEAD_EVENTS,
    partition: 0,
    key: itsKey,
    value,
    headers: null,
  });
  await bench.log.append([
    odd(null),
    odd(Buffer.from("no Avro")),
    odd(CODEC.encode(spent())),
    odd(CODEC.encode(event("under another key")), Buffer.from("acme|2")),
    odd(CODEC.encode(event("good"))),
  ]);
  const intake = await bench.ready();
  const outcomes = await intake.offer(records(event("good"), event("under another key")));
  expect(outcomes.map(({ status }) => status)).toEqual(["duplicate", "accepted"]);
});

it("goes on where a topic begins now, when its beginning was deleted", async () => {
  await using bench = new Bench();
  await writeBeside(bench.log, event("a"));
  await (await bench.ready()).close();
  await writeBeside(bench.log, event("b"), event("c"));
  await bench.log.deleteRecordsBefore(LEAD_EVENTS, 0, 2);

  const intake = await bench.ready();
  const outcomes = await intake.offer(records(event("a"), event("b"), event("c")));
  expect(outcomes.map(({ status }) => status)).toEqual(["duplicate", "accepted", "duplicate"]);
});

it("refuses topics that end before what was read of them", async () => {
  await using bench = new Bench();
  await using other = new Bench();
  await writeBeside(bench.log, event("a"));
  await (await bench.ready()).close();
  await expect(bench.open({ log: other.log }).failed).rejects.toThrow(OtherLogError);
});

it("two intakes learn of each other's events", async () => {
  await using bench = new Bench();
  const one = await bench.ready({}, "one");
  const two = await bench.ready({}, "two");
  await one.offer(records(event("a")));
  await one.published(never);
  const probe = { kind: "rule", ruleId: "probe", record: event("p"), from: new Set<string>() } as const;
  await until(async () => JSON.stringify(await two.offer([probe])).includes("has no stage yet") === false);
  expect(await two.offer(records(event("a")))).toEqual([{ status: "duplicate", eventId: "a" }]);
});
