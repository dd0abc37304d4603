import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { Log } from "@stagefold/processing";
import { type ServeIntakeOptions, serveIntake } from "./serve-intake.ts";

export type IntakeSettings = Omit<ServeIntakeOptions, "openLog" | "beside" | "signal">;

/** Intake on an embedded log that is open already: this process alone may write to it. For `beside` of runProcessors. */
export function intakeOn(settings: IntakeSettings, log: Log, signal: AbortSignal): Promise<void> {
  const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
  return serveIntake({ ...settings, signal, openLog: async () => ({ log, codec, close: async () => {} }) });
}
