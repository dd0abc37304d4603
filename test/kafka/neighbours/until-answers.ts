import { setTimeout } from "node:timers/promises";
import kafkajs from "kafkajs";

const START_LIMIT_MS = 60_000;

/** Asks `probe` until it no longer throws. Throws its error when a minute has gone, or when `hasEnded` says that the server has. */
export async function untilAnswers(probe: () => Promise<void>, hasEnded: () => Promise<boolean>): Promise<void> {
  const limit = performance.now() + START_LIMIT_MS;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (performance.now() > limit || (await hasEnded())) throw error;
    }
    await setTimeout(100);
  }
}

/** Throws until the broker takes part in its cluster. */
export async function probeBroker(brokers: string): Promise<void> {
  const options = { brokers: brokers.split(","), logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 0 } };
  const admin = new kafkajs.Kafka({ ...options, connectionTimeout: 1_000, requestTimeout: 2_000 }).admin();
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    if (cluster.brokers.length === 0) throw new Error("the broker is not yet part of its cluster");
  } finally {
    await admin.disconnect();
  }
}

/** Throws until the registry lists its subjects. */
export async function probeRegistry(url: string): Promise<void> {
  const answer = await fetch(`${url}/subjects`, { signal: AbortSignal.timeout(2_000) });
  if (!answer.ok) throw new Error(`the registry answers ${answer.status}`);
  await answer.arrayBuffer();
}
