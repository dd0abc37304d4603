/** What the thread of intake is given, and what it tells. */
import type { MessagePort } from "node:worker_threads";
import type { ServiceEnvironment } from "@stagefold/service";
import type { IntakeSettings } from "../running/intake-on.ts";
import type { CallFailure } from "./log-calls.ts";

/** Plain data: it is copied into the thread. */
export interface ThreadSettings extends Omit<IntakeSettings, "logger" | "onListening" | "tracing"> {
  readonly environment: ServiceEnvironment;
  /** Of the log of messages. */
  readonly service: string;
  readonly logTo: 1 | 2;
  /** The writing half of the embedded log; null: on Kafka. */
  readonly port: MessagePort | null;
}

export type ThreadMessage = { readonly kind: "failed"; readonly failure: CallFailure };

/** The only thing that the thread is told. */
export const STOP = "stop";
