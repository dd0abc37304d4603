/**
 * A process that offers batch after batch, from the one that it is told, and prints the number of each once the offer is
 * resolved. It ends when it is killed.
 */
import { writeSync } from "node:fs";
import type { AvroCodec } from "@stagefold/codec";
import type { LeadStageChanged } from "@stagefold/domain";
import { type Intake, openIntake } from "@stagefold/intake";
import type { Log } from "@stagefold/processing";
import type { MappedEvent } from "@stagefold/sources";
import { CONFIG, START } from "./offered.ts";

export const BATCH_EVENTS = 20;

/** The ids of the events of a batch; each is of a lead of some. */
export function idsOf(batch: number): string[] {
  return Array.from({ length: BATCH_EVENTS }, (_, i) => `${batch}:${i}`);
}

function eventOf(eventId: string, index: number): LeadStageChanged {
  const fields = { tenantId: "acme", leadId: `lead ${index % 7}`, occurredAt: START, sequence: null, stage: "MQL" };
  const carried = { reason: null, channel: null, campaignId: null, ownerId: null, attributes: {} };
  return { type: "LeadStageChanged", eventId, ...fields, ...carried };
}

/** The events of a batch, always the same. */
export function batchOf(batch: number): MappedEvent[] {
  return idsOf(batch).map((eventId, index) => ({ kind: "record", record: eventOf(eventId, index) }));
}

/** Opens intake in `folder`, ready to take events. */
export async function openReady(folder: string, log: Log, codec: AvroCodec): Promise<Intake> {
  const intake = openIntake({ folder, log, codec, config: CONFIG, capacityBytes: 8 << 20, wallClock: () => START });
  await intake.ready(new AbortController().signal);
  return intake;
}

/** Offers for ever, two batches at a time; a number that is printed is acknowledged. */
export async function offerFrom(first: number, intake: Intake): Promise<never> {
  writeSync(1, "ready\n");
  for (let batch = first; ; batch += 2) {
    const offer = async (which: number): Promise<void> => {
      for (;;) {
        try {
          await intake.offer(batchOf(which));
          break;
        } catch (error) {
          if (!(error instanceof Error && error.name === "IntakeFullError")) throw error;
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
      writeSync(1, `${which}\n`);
    };
    await Promise.all([offer(batch), offer(batch + 1)]);
  }
}
