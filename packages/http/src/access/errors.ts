import { type Disposition, ProcessingError } from "@stagefold/processing";
import type { ListenVariables } from "../environment/listen-environment.ts";

/** A server without tokens is to listen where others than this machine reach it. */
export class UnguardedError extends ProcessingError {
  readonly code = "STF-API-020";
  readonly disposition: Disposition = "halt";
  constructor(host: string, variables: ListenVariables) {
    super(
      `without tokens this server listens on this machine alone, and ${host} is not that: ` +
        `set ${variables.tokensFile} to a file of tokens (stagefold tokens new makes one), ` +
        `or ${variables.host} to 127.0.0.1`,
    );
    this.name = "UnguardedError";
  }
}

/** The address for a server cannot be listened on. */
export class ApiAddressError extends ProcessingError {
  readonly code = "STF-API-021";
  readonly disposition: Disposition = "halt";
  constructor(host: string, port: number, variables: ListenVariables, cause: unknown) {
    const isTaken = (cause as NodeJS.ErrnoException).code === "EADDRINUSE";
    const why = isTaken ? "another process listens there" : (cause as Error).message;
    super(`${host}:${port} cannot be listened on: ${why}. Set ${variables.port} to a free port, or to 0 for any`, {
      cause,
    });
    this.name = "ApiAddressError";
  }
}
