/**
 * The ceiling: a bare kafkajs consumer that reads lead-events from its beginning to its end and decodes, in a process
 * of its own. Prints one JSON object.
 *
 *     node --conditions=source test/bench/kafka/ceiling.ts BROKERS
 */
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { LEAD_EVENTS } from "@stagefold/processors";
import { readToEnd } from "./published.ts";

const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
let events = 0;
let firstAt = 0;
let cpuBefore = process.cpuUsage();
await readToEnd(process.argv[2] as string, LEAD_EVENTS, (batch) => {
  if (events === 0) {
    firstAt = performance.now();
    cpuBefore = process.cpuUsage();
  }
  for (const { value } of batch.messages) {
    if (value === null || !codec.decode(value).ok) throw new Error(`undecodable: ${batch.partition}`);
    events++;
  }
});
const seconds = (performance.now() - firstAt) / 1e3;
const { user, system } = process.cpuUsage(cpuBefore);
console.log(
  JSON.stringify({
    what: "ceiling: a bare consumer that decodes",
    events,
    eventsPerSecond: Math.round(events / seconds),
    cpuSecondsPerMillion: Number(((user + system) / events).toPrecision(3)),
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
