/** The topics of sources that have one, followed into intake. */
import { followSourceTopic } from "@stagefold/intake";
import { type KafkaConnectionOptions, openKafkaLog } from "@stagefold/kafka";
import { aborted, type Logger } from "@stagefold/service";
import type { ServedSource } from "../taking.ts";
import type { IntakeParts } from "./serve-intake.ts";

/** Follows all of them until the signal is aborted. Throws what ends one of them. */
export async function followTopics(
  connection: KafkaConnectionOptions,
  parts: IntakeParts,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  const follows = [...parts.sources.values()].map((served) =>
    followTopic(connection, served, parts, logger, until).catch((error: unknown) => {
      over.abort();
      throw error;
    }),
  );
  const failed = (await Promise.allSettled([...follows, aborted(until)])).find((work) => work.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function followTopic(
  connection: KafkaConnectionOptions,
  { source, mapper }: ServedSource,
  { intake, metrics }: IntakeParts,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const { name, topic } = source;
  if (topic === null) return;
  const told = logger.child({ source: name, topic });
  // Of its own: two sources may follow one topic.
  const log = openKafkaLog(connection);
  try {
    await followSourceTopic({
      log,
      topic,
      source,
      mapper,
      intake,
      signal,
      observer: {
        onTaken(taken) {
          metrics.add(name, "accepted", taken.accepted);
          metrics.add(name, "duplicate", taken.duplicates);
          metrics.add(name, "not-due", taken.notDue);
          metrics.add(name, "refused", taken.refused);
          metrics.add(name, "skipped", taken.skipped);
        },
        onRefused: (refused) => told.warn(refused, "a record of the topic cannot be taken"),
        onTrouble: (err, waitMs) => told.warn({ err, waitMs }, "the topic waits"),
        onGap: (partition, from, to) =>
          told.warn({ partition, from, to }, "records were deleted before they were read"),
        onCaughtUp: () => told.info("the topic was read to its end"),
      },
    });
  } finally {
    await log.close();
  }
}
