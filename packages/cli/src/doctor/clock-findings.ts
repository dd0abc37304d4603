/** This machine's clock beside the brokers'. */
import { randomUUID } from "node:crypto";
import { type BrokerClock, brokerClock, type KafkaConnectionOptions, missingRights, rightText } from "@stagefold/kafka";
import { LEAD_EVENTS } from "@stagefold/processors";
import { DOCTOR_IDS, serviceRights } from "@stagefold/service";
import { type Finding, ok, warning, wrong } from "./finding.ts";

/** Writes a record that nobody reads, where it may. */
export async function clockFindings(connection: KafkaConnectionOptions): Promise<readonly Finding[]> {
  const lacking = serviceRights("doctor").filter(({ isOptional, operation }) => isOptional && operation === "Write");
  if ((await missingRights(connection, lacking)).length > 0)
    return [
      warning("clock", "could not be compared with the brokers'", `grant ${lacking.map(rightText).join(" and ")}`),
    ];
  return [skewFinding(await brokerClock(connection, LEAD_EVENTS, `${DOCTOR_IDS}${randomUUID()}`))];
}

/** Whether an event is from the future is judged by the brokers' stamp: SEMANTICS 4. */
const SKEW_MS = 1_000;
const WRONG_SKEW_MS = 60_000;

/** How far this machine's clock and the brokers' are apart at least: the way there and back is no skew. Pure. */
export function skewFinding({ sentAt, stampedAt, answeredAt }: BrokerClock): Finding {
  const skewMs = stampedAt < sentAt ? stampedAt - sentAt : Math.max(0, stampedAt - answeredAt);
  const says = `the brokers' is ${Math.abs(skewMs)} ms ${skewMs < 0 ? "behind" : "ahead of"} this machine's`;
  const remedy =
    "let a time service keep both: deadlines are looked at by one, events from the future judged by the other";
  if (Math.abs(skewMs) >= WRONG_SKEW_MS) return wrong("clock", says, remedy);
  return Math.abs(skewMs) >= SKEW_MS ? warning("clock", says, remedy) : ok("clock", "as the brokers'");
}
