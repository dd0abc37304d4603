import type { KafkaConnectionOptions } from "@stagefold/kafka";
import { InvalidArgumentError, Option } from "commander";

const BROKER = /^[^\s,]+:\d{1,5}$/;

/** The option --brokers, or KAFKA_BROKERS: required. */
export function brokersOption(): Option {
  return new Option("--brokers <host:port,...>", "some of the brokers")
    .env("KAFKA_BROKERS")
    .argParser(brokerList)
    .makeOptionMandatory();
}

/** How a command reaches the brokers that it was given. */
export function connectionTo(brokers: readonly string[]): KafkaConnectionOptions {
  return { brokers, clientId: "stagefold" };
}

function brokerList(text: string): readonly string[] {
  const brokers = text.split(",").map((broker) => broker.trim());
  if (!brokers.every((broker) => BROKER.test(broker)))
    throw new InvalidArgumentError("expected host:port, several with commas between.");
  return brokers;
}
