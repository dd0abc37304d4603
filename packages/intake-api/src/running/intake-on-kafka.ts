import { existsSync } from "node:fs";
import { intakeFileIn } from "@stagefold/intake";
import { type KafkaEnvironment, openKafkaForEvents } from "@stagefold/service";
import { followTopics } from "./follow-topics.ts";
import type { IntakeSettings } from "./intake-on.ts";
import { serveIntake } from "./serve-intake.ts";

/** Intake on Kafka, on connections of its own, with the topics of sources followed. Throws what serveIntake and openKafkaForEvents throw. */
export async function intakeOnKafka(
  kafka: KafkaEnvironment,
  settings: IntakeSettings,
  signal: AbortSignal,
): Promise<void> {
  const { folder, logger } = settings;
  // What was read of the topics once is enough to judge by while they are away.
  const withoutBrokers = existsSync(intakeFileIn(folder));
  await serveIntake({
    ...settings,
    signal,
    async openLog(onTrouble) {
      onTrouble("brokers, topics and the schema registry are looked for");
      return openKafkaForEvents({ ...kafka, folder, signal, logger, withoutBrokers });
    },
    beside: (parts, until) => followTopics(kafka.connection, parts, logger, until),
  });
}
