/**
 * The log of a service: one JSON object a line, for machines to collect.
 *
 * `service` is on every line; `task` (group.partition) and `position` (by topic, the next offset to
 * read) where a task is spoken of; `err.code` on every failure of ours. What looks like a secret is
 * never written, at the top of what is logged or two levels below.
 */
import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from "pino";
import type { LogLevel } from "./environment/environment.ts";

export type { Logger };

const SECRETS = ["password", "passphrase", "secret", "token", "apiKey", "privateKey", "authorization"];

export interface LoggerOptions {
  readonly service: string;
  readonly level: LogLevel;
  /** Default: standard output. */
  readonly out?: DestinationStream;
}

/** Standard output or error, written at once: a process that ends has said everything. */
export function standardStream(descriptor: 1 | 2): DestinationStream {
  return destination({ dest: descriptor, sync: true });
}

/** A logger whose lines are written before the call returns. */
export function createLogger({ service, level, out = standardStream(1) }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), remove: true },
    },
    out,
  );
}
