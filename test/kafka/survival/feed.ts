/** Input that comes in while other things happen, through outages of the broker. */
import { setTimeout } from "node:timers/promises";
import { type Log, type OutRecord, ProcessingError } from "@stagefold/processing";
import { FUNNEL_TARGETS, LEAD_EVENTS, SPEND_EVENTS } from "@stagefold/processors";
import { topicRecords } from "@stagefold/service";

export interface Feed {
  /** How much of it has been taken, 0 to 1. */
  part(): number;
  /** All have. */
  readonly ended: Promise<void>;
  /** What is there by now: a write whose answer was lost may be there twice. */
  arrived(): Promise<OutRecord[]>;
}

const AT_ONCE = 200;

/** Appends the records, some at a time and in order; what fails is tried again. */
export function feed(log: Log, records: readonly OutRecord[]): Feed {
  let done = 0;
  async function run(): Promise<void> {
    while (done < records.length) {
      try {
        await log.append(records.slice(done, done + AT_ONCE));
        done += AT_ONCE;
      } catch (error) {
        if (!(error instanceof ProcessingError) || error.disposition === "halt") throw error;
      }
      await setTimeout(20);
    }
  }
  const ended = run();
  ended.catch(() => {});
  return { part: () => done / records.length, ended, arrived: () => inputOf(log) };
}

async function inputOf(log: Log): Promise<OutRecord[]> {
  const input: OutRecord[] = [];
  for (const topic of [LEAD_EVENTS, SPEND_EVENTS, FUNNEL_TARGETS]) {
    const partitions = await log.partitionCount(topic);
    for (let partition = 0; partition < partitions; partition++) {
      for await (const { key, value, headers } of topicRecords(log, topic, partition)) {
        input.push({ topic, partition, key, value, headers });
      }
    }
  }
  return input;
}
