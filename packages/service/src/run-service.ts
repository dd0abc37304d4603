/**
 * The life of a service: environment, logger, signals, exit code.
 *
 * | exit code | when                                                                      |
 * | --------- | ------------------------------------------------------------------------- |
 * | 0         | it was told to stop (SIGTERM, SIGINT) and has committed and closed everything |
 * | 2         | a bad environment or configuration, or one that its folder refuses; each problem on a line of standard error |
 * | 1         | anything else, said by the last line of the log (level fatal)              |
 */
import { ConfigError } from "@stagefold/config";
import type { Tracing } from "@stagefold/tracing";
import { FolderRefusedError } from "./embedded/folder-refused-error.ts";
import { describeEnvironment, readEnvironment, type ServiceEnvironment } from "./environment/environment.ts";
import { EnvironmentError } from "./environment/environment-error.ts";
import { createLogger, type Logger } from "./logger.ts";
import { openServiceTracing } from "./observe/open-service-tracing.ts";
import { listenForShutdown } from "./shutdown-signal.ts";

/** What a service has to work with. */
export interface ServiceContext {
  readonly environment: ServiceEnvironment;
  readonly logger: Logger;
  /** null: nothing is traced. */
  readonly tracing: Tracing | null;
  /** Aborted when the process is to end. */
  readonly signal: AbortSignal;
}

/** Runs the service named `name` until `work` ends, and sets the exit code. Does not throw. */
export async function runService(name: string, work: (context: ServiceContext) => Promise<void>): Promise<void> {
  let logger: Logger | undefined;
  try {
    const environment = readEnvironment(process.env);
    logger = createLogger({ service: name, level: environment.logLevel });
    const tracing = openServiceTracing(process.env, name, logger);
    const shutdown = listenForShutdown(logger);
    try {
      logger.info({ pid: process.pid, ...describeEnvironment(environment) }, "starting");
      await work({ environment, logger, tracing, signal: shutdown.signal });
      logger.info("stopped");
    } finally {
      await tracing?.close();
      shutdown.release();
    }
  } catch (error) {
    const isRefused =
      error instanceof EnvironmentError || error instanceof ConfigError || error instanceof FolderRefusedError;
    if (isRefused || logger === undefined) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 2;
      return;
    }
    logger.fatal({ err: error }, error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
