import { type Disposition, ProcessingError } from "@stagefold/processing";

/** The address for health and metrics cannot be listened on. */
export class HttpAddressError extends ProcessingError {
  readonly code = "STF-RUN-010";
  readonly disposition: Disposition = "halt";
  constructor(host: string, port: number, cause: unknown) {
    const why =
      (cause as NodeJS.ErrnoException).code === "EADDRINUSE"
        ? "another process listens there"
        : (cause as Error).message;
    super(
      `${host}:${port} cannot be listened on for health and metrics: ${why}. ` +
        "Set STAGEFOLD_HTTP_PORT to a free port, or to nothing for none",
      { cause },
    );
    this.name = "HttpAddressError";
  }
}
