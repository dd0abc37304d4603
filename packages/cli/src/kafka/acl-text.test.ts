import { expect, test } from "vitest";
import { aclText } from "./acl-text.ts";

test("given two services as one principal, when their rights are listed, then each right is there once, and is optional only where it is so for both", () => {
  const acls = JSON.parse(aclText(["topics plan", "topics apply"], "User:admin", "json")) as readonly {
    readonly operation: string;
    readonly name: string;
    readonly optional: boolean;
  }[];
  const settings = acls.filter(({ operation, name }) => operation === "DescribeConfigs" && name === "lead-events");

  expect(settings).toEqual([
    {
      principal: "User:admin",
      resource: "topic",
      name: "lead-events",
      pattern: "literal",
      operation: "DescribeConfigs",
      optional: false,
    },
  ]);
});

test("given a processor, when its rights are listed as commands, then they are Kafka's own, with its transactional ids by their beginning", () => {
  const commands = aclText(["lead-tracker"], null, "commands").split("\n");

  expect(commands).toContain(
    'kafka-acls.sh --bootstrap-server "$KAFKA_BROKERS" --add --allow-principal User:stagefold-lead-tracker ' +
      "--operation Write --transactional-id stagefold-lead-tracker. --resource-pattern-type prefixed",
  );
});
