/** Input that comes in while other things happen, through outages of the broker. */
import { setTimeout } from "node:timers/promises";
import type { AvroCodec } from "@stagefold/codec";
import type { InputRecord } from "@stagefold/domain";
import { type Log, ProcessingError } from "@stagefold/processing";
import { FUNNEL_TARGETS, LEAD_EVENTS, SPEND_EVENTS } from "@stagefold/processors";
import { topicRecords } from "@stagefold/service";
import type { World } from "./world.ts";

export interface Feed {
  /** How much of it has been taken, 0 to 1. */
  part(): number;
  /** All has. */
  readonly ended: Promise<void>;
}

const AT_ONCE = 200;
const PAUSE_MS = 20;

/** Sends the records, some at a time and in order; what fails is tried again. */
export function feedThrough({ send }: Pick<World, "send">, records: readonly InputRecord[]): Feed {
  let sent = 0;
  const ended = (async () => {
    while (sent < records.length) {
      try {
        await send(records.slice(sent, sent + AT_ONCE));
        sent += AT_ONCE;
      } catch (error) {
        if (!(error instanceof ProcessingError) || error.disposition === "halt") throw error;
      }
      await setTimeout(PAUSE_MS);
    }
  })();
  // Heard of when it is awaited.
  ended.catch(() => {});
  return { part: () => sent / records.length, ended };
}

/** The input that stands in the log: of a write whose answer was lost, what was sent may be there twice. */
export async function arrived(log: Log, codec: AvroCodec): Promise<readonly InputRecord[]> {
  const input: InputRecord[] = [];
  for (const topic of [LEAD_EVENTS, SPEND_EVENTS, FUNNEL_TARGETS]) {
    const partitions = await log.partitionCount(topic);
    for (let partition = 0; partition < partitions; partition++) {
      for await (const { value } of topicRecords(log, topic, partition)) {
        const decoded = codec.decode(value as Uint8Array);
        if (!decoded.ok) throw new Error(decoded.detail);
        input.push(decoded.record as InputRecord);
      }
    }
  }
  return input;
}
