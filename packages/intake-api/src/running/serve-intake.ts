/** Intake on a log, and its server, in one process. */
import type { AvroCodec } from "@stagefold/codec";
import type { SourceConfig } from "@stagefold/config";
import type { StagefoldConfig } from "@stagefold/domain";
import { accessBy, OPEN_ACCESS } from "@stagefold/http";
import { type Intake, type IntakeEvents, openIntake, openRequestFile } from "@stagefold/intake";
import type { Log } from "@stagefold/processing";
import { aborted, type Logger, VERSION } from "@stagefold/service";
import { createMapper } from "@stagefold/sources";
import type { IntakeEnvironment } from "../environment/intake-environment.ts";
import type { IntakeMetrics } from "../health/intake-metrics.ts";
import { startIntakeServer } from "../server/start-intake-server.ts";
import { type IntakeTracing, traceSent } from "../take/offer-trace.ts";
import { isErasedLead, type ServedSource, type Taking } from "../taking.ts";

/** A log that events are brought to. */
export interface OpenedLog {
  readonly log: Log;
  /** Of the values on it. */
  readonly codec: AvroCodec;
  close(): Promise<void>;
}

/** What runs, for what runs beside it. */
export interface IntakeParts {
  readonly intake: Intake;
  readonly sources: ReadonlyMap<string, ServedSource>;
  readonly metrics: IntakeMetrics;
}

export interface ServeIntakeOptions {
  readonly config: StagefoldConfig;
  readonly sources: ReadonlyMap<string, SourceConfig>;
  /** By source, with which its requests are signed. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly api: IntakeEnvironment;
  /** Where what is accepted is kept until the log has it; of this process alone. */
  readonly folder: string;
  /** Opens the log once it is there, and tells what it waits for; null where the signal is aborted before. */
  readonly openLog: (onTrouble: (trouble: string | null) => void) => Promise<OpenedLog | null>;
  /** Runs beside the server while intake is open, until the signal is aborted. */
  readonly beside?: (parts: IntakeParts, signal: AbortSignal) => Promise<void>;
  /** Told where it listens, once. */
  readonly onListening?: (url: string) => void;
  readonly logger: Logger;
  /** Default null: nothing is traced. */
  readonly tracing?: IntakeTracing | null;
  readonly signal: AbortSignal;
}

/**
 * Serves until the signal is aborted: then answers what was asked, brings what is pending to the log if that takes it
 * soon, and closes. It listens at once; events are taken as soon as the log was read.
 *
 * Throws what startIntakeServer and openIntake throw, and what halts intake.
 */
export async function serveIntake(options: ServeIntakeOptions): Promise<void> {
  const { config, api, folder, logger, tracing = null } = options;
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const requests = openRequestFile({ folder, wallClock: Date.now });
  let opened: OpenedLog | null = null;
  let intake: Intake | null = null;
  let trouble: string | null = null;
  const taking: Taking = {
    intake: () => intake,
    trouble: () => trouble,
    requests,
    sources: servedSources(options),
    tenants: [...config.tenants.keys()],
    tracing,
  };
  const serving = await startServer(options, taking).catch((error: unknown) => {
    requests.close();
    throw error;
  });
  try {
    const who = api.grants === null ? "this machine alone: no tokens are set" : `${api.grants.length} tokens`;
    logger.info({ url: serving.url, who, sources: [...taking.sources.keys()] }, "intake is listening");
    options.onListening?.(serving.url);
    opened = await options.openLog((found) => {
      trouble = found;
    });
    if (opened === null) return;
    const { log, codec } = opened;
    const forgetRefused = (): void => forgetErased(taking, logger);
    const events = { ...loggedEvents(logger, tracing), onErased: forgetRefused };
    const wallClock = untilStopped(signal);
    intake = openIntake({ folder, log, codec, config, capacityBytes: api.bufferBytes, wallClock, events });
    // Those for which the last life had no time left.
    forgetRefused();
    const beside =
      options.beside?.({ intake, sources: taking.sources, metrics: serving.metrics }, signal) ?? aborted(signal);
    const works = [Promise.race([aborted(signal), intake.failed]), beside].map((work) =>
      work.finally(() => over.abort()),
    );
    const failed = (await Promise.allSettled(works)).find((work) => work.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  } finally {
    over.abort();
    await serving.close();
    await intake?.close();
    await opened?.close();
    requests.close();
  }
}

/**
 * The machine's clock, which stands once the signal is aborted, as that of the log does: so what a last request brings
 * is not judged by a later time than it enters the log at.
 */
function untilStopped(signal: AbortSignal): () => number {
  let stoppedAt: number | null = null;
  signal.addEventListener("abort", () => (stoppedAt = Date.now()), { once: true });
  return () => stoppedAt ?? Date.now();
}

/** What is kept of records of leads that were erased, as far as it can be told. */
function forgetErased(taking: Taking, logger: Logger): void {
  try {
    taking.requests.refused.forget((source, value) => isErasedLead(taking, source, value));
  } catch (err) {
    logger.warn({ err }, "what is kept of refused records was not searched for erased leads: the next start does it");
  }
}

function servedSources({ sources, secrets, config }: ServeIntakeOptions): ReadonlyMap<string, ServedSource> {
  return new Map(
    [...sources].map(([name, source]) => {
      return [name, { source, mapper: createMapper(source, config), secret: secrets.get(name) ?? null }];
    }),
  );
}

function startServer({ api, logger }: ServeIntakeOptions, taking: Taking) {
  return startIntakeServer({
    taking,
    access: api.grants === null ? OPEN_ACCESS : accessBy(api.grants),
    // What Fastify says at level info is about itself.
    logger: logger.child({}, { level: logger.isLevelEnabled("warn") ? "warn" : logger.level }),
    version: VERSION,
    requestsPerSecond: api.requestsPerSecond,
    publicUrl: api.publicUrl,
    wallClock: Date.now,
    host: api.host,
    port: api.port,
  });
}

function loggedEvents(logger: Logger, tracing: IntakeTracing | null): IntakeEvents {
  return {
    onPublished(published) {
      if (tracing !== null) traceSent(tracing, published, Date.now());
    },
    onTrouble: (err, waitMs) => logger.warn({ err, waitMs }, "the log does not take events: they are kept here"),
    onFollowTrouble: (err) => logger.warn({ err }, "the topics cannot be read"),
    onWell: () => logger.info("the log takes events again"),
    onCaughtUp: (records) => logger.info({ records }, "events are taken: the topics were read"),
  };
}
