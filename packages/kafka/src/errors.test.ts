import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { isPassing, kafkaError } from "./errors.ts";

const require = createRequire(import.meta.url);
const BrokerOf = require("kafkajs/src/broker/index.js") as new (
  options: object,
) => { metadata(topics: readonly string[]): Promise<unknown> };

test("given what kafkajs throws without a name of its own, when it is read as an error of ours, then it is tried again", async () => {
  const logger = { namespace: () => logger };
  const broker = new BrokerOf({ connectionPool: { connectionTimeout: 1 }, logger });

  const thrown = await broker.metadata([]).catch((error: unknown) => error);

  expect(thrown).toMatchObject({ name: "Error", message: "Broker not connected" });
  expect(isPassing(kafkaError("asking", thrown))).toBe(true);
});

test("given a fault of the program, when it is read as an error of ours, then it stays what it is", () => {
  const fault = new TypeError("not a function");

  expect(kafkaError("asking", fault)).toBe(fault);
});
