/** A broker or a registry that the tests run on. */
export interface Neighbour {
  /** As for KAFKA_BROKERS, or for SCHEMA_REGISTRY_URL. */
  readonly address: string;
  /** Ends it, where it is ours, and removes what it kept. */
  remove(): Promise<void>;
}

/**
 * One that is a test's own: it may be stopped, frozen and started again, at the same address, with what it was
 * told.
 */
export interface Server extends Neighbour {
  /** SIGTERM lets it end in order, SIGKILL does not. Ends when it has ended. */
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** After stop. Ends when it answers. Throws, with its log's end, where it does not. */
  start(): Promise<void>;
  /** Freezes it: its connections stand open, and nothing is answered. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** What it has said up to now. */
  log(): Promise<string>;
}
