/** The alert relay in this process, alone or beside processors: it reads the log, and needs nothing else of them. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type AlertRelay, type AlertSettings, openAlertRelay } from "@stagefold/alerts";
import type { Tracing } from "@stagefold/tracing";
import type { Registry } from "prom-client";
import { DataFolderError } from "../embedded/data-folder-error.ts";
import type { ServiceEnvironment } from "../environment/environment.ts";
import type { Logger } from "../logger.ts";
import type { Observations } from "../observe/observations.ts";
import { type LogSource, openLogForReading } from "../open-log-for-reading.ts";
import { pause } from "../pause.ts";
import { type AlertCounters, alertMetrics } from "./alert-metrics.ts";

export interface AlertRelayOptions {
  readonly settings: AlertSettings;
  readonly environment: ServiceEnvironment;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Told what it waits for. A target that is away is none of that: the process cannot mend it. */
  readonly observations: Observations;
  /** null: nothing is measured. */
  readonly registry: Registry | null;
  /** null: nothing is traced. */
  readonly tracing: Tracing | null;
}

const PART = "alert relay";
const BEHIND = "sla-breaches is not read to its end yet";

/**
 * Relays until the signal is aborted. Throws DataFolderError, what openAlertRelay and openLogForReading throw, and what
 * does not pass by itself.
 */
export async function runAlertRelay(options: AlertRelayOptions): Promise<void> {
  const { settings, environment, signal, logger, observations, registry, tracing } = options;
  const { dataFolder: folder } = environment;
  observations.trouble(PART, BEHIND);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new DataFolderError(folder, error);
  }
  let relay: AlertRelay | null = null;
  const names = settings.targets.map(({ name }) => name);
  const counters = registry === null ? null : alertMetrics(registry, names, () => relay?.state() ?? null);
  const opened = openAlertRelay({
    path: join(folder, "alerts.db"),
    settings,
    wallClock: Date.now,
    pause,
    events: eventsTo(logger, observations, counters),
    tracing,
  });
  relay = opened;
  try {
    const onTrouble = (trouble: string | null): void => observations.trouble(PART, trouble ?? BEHIND);
    const source = await openLogForReading(sourceOf(environment), {
      signal,
      logger,
      onTrouble,
      service: "alert-relay",
    });
    if (source === null) return;
    try {
      await opened.run(source, signal);
    } finally {
      await source.close();
    }
  } finally {
    relay = null;
    opened.close();
  }
}

function sourceOf({ kafka, dataFolder: folder }: ServiceEnvironment): LogSource {
  if (kafka === null) return { kind: "embedded", folder };
  return { kind: "kafka", connection: kafka.connection, registry: kafka.registry, folder };
}

function eventsTo(
  logger: Logger,
  observations: Observations,
  counters: AlertCounters | null,
): Parameters<typeof openAlertRelay>[0]["events"] {
  let hasCaughtUp = false;
  return {
    onCaughtUp() {
      hasCaughtUp = true;
      observations.well(PART);
      logger.info("the alert relay has caught up");
    },
    onTrouble(error) {
      observations.trouble(PART, error);
      logger.warn({ err: error }, "the alert relay waits");
    },
    onWell() {
      if (hasCaughtUp) observations.well(PART);
      else observations.trouble(PART, BEHIND);
    },
    onTold(target, events) {
      counters?.told(target, events);
      logger.debug({ target, events }, "told");
    },
    onFailed(target, why, retryMs) {
      counters?.failed(target);
      logger.warn({ target, why, retryMs }, "the target cannot be told, and is tried again");
    },
    onGivenUp(target, events, first, why) {
      counters?.givenUp(target, events);
      logger.error({ target, events, first, why }, "events are given up: the target was never told of them");
    },
    onUnreadable: (partition, offset, detail) =>
      logger.warn({ partition, offset, detail }, "a record of sla-breaches cannot be read"),
    onMissed: (partition, records) =>
      logger.warn({ partition, records }, "records of sla-breaches were deleted before they were read"),
    onOtherTopic: (partition) =>
      logger.warn({ partition }, "sla-breaches is another topic than before: it is read from its beginning"),
  };
}
