/**
 * The demonstration goes on: both processors live on its folder, the reports and the dashboard served, and leads that
 * come as one looks, until the signal is aborted.
 */
import { type Serving, startServing } from "@stagefold/api";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { LeadEvent, StagefoldConfig } from "@stagefold/domain";
import { ApiAddressError } from "@stagefold/http";
import type { Log, WallClock } from "@stagefold/processing";
import { inputOutRecord, topicOf } from "@stagefold/processors";
import { type Logger, PROCESSORS, pause, runEmbedded } from "@stagefold/service";
import { liveTraffic } from "./live-traffic.ts";

export interface LiveDemo {
  /** The data folder that the history was replayed into. */
  readonly data: string;
  readonly config: StagefoldConfig;
  readonly seed: number;
  /** The folder of the dashboard's files. */
  readonly dashboard: string;
  /** null: one that is easy to remember, or any where that is taken. */
  readonly port: number | null;
  readonly wallClock: WallClock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Told where it is served, once. */
  readonly onServed: (url: string) => Promise<void>;
}

const PORT = 8080;

/** Runs until the signal is aborted: then all is committed and closed. Throws what runEmbedded and startServing throw. */
export async function runLiveDemo(demo: LiveDemo): Promise<void> {
  const { data: folder, config, logger, signal } = demo;
  await runEmbedded({
    folder,
    config,
    partitions: null,
    processors: Object.values(PROCESSORS).map(({ tasksOf }) => tasksOf),
    signal,
    logger,
    beside: async (log, ended) => {
      const serving = await startServingDemo(demo);
      try {
        await demo.onServed(serving.url);
        await Promise.race([feed(log, demo, ended), serving.failed]);
      } finally {
        await serving.close();
      }
    },
  });
}

/** Appends what goes on, each event when its time has come. */
async function feed(log: Log, { seed, wallClock }: LiveDemo, signal: AbortSignal): Promise<void> {
  const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
  const append = async (event: LeadEvent): Promise<void> => {
    await log.append([inputOutRecord(event, await log.partitionCount(topicOf(event)), codec)]);
  };
  for (const event of liveTraffic(seed, wallClock())) {
    await pause(Math.max(0, event.occurredAt - wallClock()), signal);
    if (signal.aborted) return;
    await append(event);
  }
}

async function startServingDemo(demo: LiveDemo): Promise<Serving> {
  const { port } = demo;
  if (port !== null) return serveOn(demo, port);
  try {
    return await serveOn(demo, PORT);
  } catch (error) {
    if (!(error instanceof ApiAddressError)) throw error;
    return serveOn(demo, 0);
  }
}

function serveOn({ data, config, dashboard, logger }: LiveDemo, port: number): Promise<Serving> {
  return startServing({
    service: "demo",
    config,
    source: { kind: "embedded", folder: data },
    // Without tokens this machine alone may ask.
    api: {
      host: "127.0.0.1",
      port,
      modelFile: null,
      grants: null,
      corsOrigins: [],
      requestsPerSecond: 500,
      maxStreams: 50,
    },
    folder: data,
    dashboard: { folder: dashboard },
    logger,
    logLevel: "warn",
    logTo: 2,
  });
}
