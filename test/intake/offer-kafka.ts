/** Offers on Kafka: `node offer-kafka.ts BROKERS FOLDER FIRST`. */
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { openKafkaLog } from "@stagefold/kafka";
import { offerFrom, openReady } from "./offering-child.ts";
import { TOPICS } from "./topics.ts";

const [brokers = "", folder = "", first = ""] = process.argv.slice(2);
const log = openKafkaLog({
  brokers: brokers.split(","),
  clientId: "stagefold-intake",
  outputs: TOPICS.map(({ name }) => name),
  writesAnywhere: true,
});
await offerFrom(Number(first), await openReady(folder, log, createAvroCodec(EMBEDDED_SCHEMA_IDS)));
