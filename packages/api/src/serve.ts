/** A query API: the read model that follows a log, and the server over it, in one process. */
import { join } from "node:path";
import { fingerprintOf } from "@stagefold/config";
import type { StagefoldConfig } from "@stagefold/domain";
import { accessBy, OPEN_ACCESS } from "@stagefold/http";
import { aborted, findDataFolder, type Logger, type LogLevel, type LogSource, VERSION } from "@stagefold/service";
import type { Tracing } from "@stagefold/tracing";
import type { ApiEnvironment } from "./environment/api-environment.ts";
import { startFollower } from "./follower/start-follower.ts";
import { startApi } from "./start-api.ts";

export interface ServeOptions {
  readonly service: string;
  readonly config: StagefoldConfig;
  readonly source: LogSource;
  readonly api: ApiEnvironment;
  /** Where the read model is kept, unless `api` says. */
  readonly folder: string;
  readonly dashboard: { readonly folder: string } | null;
  readonly logger: Logger;
  readonly logLevel: LogLevel;
  /** Where the log goes, that of the read model's thread too. */
  readonly logTo: 1 | 2;
  /** Default null: requests are not traced. */
  readonly tracing?: Tracing | null;
}

export interface Serving {
  /** Where it listens. */
  readonly url: string;
  /** Rejects where the read model cannot go on; never resolves. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

const HEARTBEAT_MS = 10_000;
const PATIENCE_MS = 20_000;

/**
 * Begins to serve. It listens at once; reports are there as soon as the read model is open, and /readyz says when they
 * are up to date. Throws what startApi throws, and FolderRefusedError for a folder that a replay has not finished.
 */
export async function startServing(options: ServeOptions): Promise<Serving> {
  const { service, config, source, api, folder, dashboard, logger, logLevel, logTo, tracing = null } = options;
  const clock = source.kind === "embedded" ? clockOf(source.folder) : "wall";
  const modelFile = api.modelFile ?? join(folder, "read-model.db");
  const follower = startFollower({ source, modelFile, config, clock, logLevel, logTo, service });
  try {
    const server = await startApi({
      following: follower,
      served: { config, fingerprint: `${VERSION} ${fingerprintOf(config)}` },
      access: api.grants === null ? OPEN_ACCESS : accessBy(api.grants),
      // What Fastify says at level info is about itself.
      logger: logger.child({}, { level: logger.isLevelEnabled("warn") ? "warn" : logger.level }),
      version: VERSION,
      corsOrigins: api.corsOrigins,
      requestsPerSecond: api.requestsPerSecond,
      dashboard,
      tracing,
      live: { maxStreams: api.maxStreams, heartbeatMs: HEARTBEAT_MS, patienceMs: PATIENCE_MS },
      host: api.host,
      port: api.port,
    });
    const who = api.grants === null ? "this machine alone: no tokens are set" : `${api.grants.length} tokens`;
    logger.info({ url: server.url, who }, "listening");
    return {
      url: server.url,
      failed: follower.failed,
      async close() {
        await server.close();
        await follower.close();
      },
    };
  } catch (error) {
    await follower.close();
    throw error;
  }
}

/** Serves until the signal is aborted. Throws what startServing throws, and FollowerError. */
export async function serve(options: ServeOptions & { readonly signal: AbortSignal }): Promise<void> {
  const serving = await startServing(options);
  try {
    await Promise.race([aborted(options.signal), serving.failed]);
  } finally {
    await serving.close();
  }
}

/** A folder whose clock a replay has ended stands there; any other goes on. */
function clockOf(folder: string): "wall" | "topics" {
  return (findDataFolder(folder)?.until ?? null) === null ? "wall" : "topics";
}
