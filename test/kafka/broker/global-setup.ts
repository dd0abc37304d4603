/**
 * The broker that the tests on Kafka run on: KAFKA_BROKERS where that is set, else one that is started on this
 * machine's Java and stopped when the last test has ended.
 */
import type { TestProject } from "vitest/node";
import { startJvmBroker } from "./jvm-broker.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** As for KAFKA_BROKERS. */
    readonly brokers: string;
  }
}

/** vitest's global setup; what it returns ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.KAFKA_BROKERS;
  if (given !== undefined && given !== "") {
    project.provide("brokers", given);
    return async () => {};
  }
  const broker = await startJvmBroker();
  project.provide("brokers", broker.brokers);
  return broker.stop;
}
