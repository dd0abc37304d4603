/** Who our services are at a secured broker, what they may do there, and what they are told of how to reach it. */

import { readFileSync } from "node:fs";
import type { KafkaConnectionOptions, Right } from "@stagefold/kafka";
import { SERVICE_NAMES, type ServiceName } from "@stagefold/service";
import kafkajs, { type AclEntry, type Admin } from "kafkajs";
import type { SecuredBroker } from "../broker/secured-broker.ts";
import { until } from "../survival/until.ts";

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

/** The user of a service. */
export function userOf(service: ServiceName): string {
  return `stagefold-${service.replace(" ", "-")}`;
}

/** A password of its own for each, which nothing else says. */
export function passwordOf(service: ServiceName): string {
  return `secret-of-${service.replace(" ", "-")}-7391`;
}

/** All users and their passwords. */
export const USERS = Object.fromEntries(SERVICE_NAMES.map((service) => [userOf(service), passwordOf(service)]));

/** How a service reaches the broker, in this process. */
export function connectionOf(broker: SecuredBroker, service: ServiceName): KafkaConnectionOptions {
  return {
    brokers: [broker.address],
    clientId: "stagefold",
    ssl: { ca: [readFileSync(broker.caFile, "utf8")] },
    sasl: { mechanism: "scram-sha-512", username: userOf(service), password: passwordOf(service) },
  };
}

/** The same as variables of a process. */
export function variablesOf(broker: SecuredBroker, service: ServiceName): Readonly<Record<string, string>> {
  return {
    KAFKA_BROKERS: broker.address,
    KAFKA_TLS_CA_FILE: broker.caFile,
    KAFKA_SASL_MECHANISM: "scram-sha-512",
    KAFKA_SASL_USERNAME: userOf(service),
    KAFKA_SASL_PASSWORD: passwordOf(service),
  };
}

/** Grants them to the service's user, and waits until the broker has them. */
export function grant(admin: Admin, service: ServiceName, rights: readonly Right[]): Promise<void> {
  return changed(admin, service, rights, true);
}

/** Takes them away, and waits until the broker has them no more. */
export function revoke(admin: Admin, service: ServiceName, rights: readonly Right[]): Promise<void> {
  return changed(admin, service, rights, false);
}

async function changed(admin: Admin, service: ServiceName, rights: readonly Right[], are: boolean): Promise<void> {
  const acls = rights.map((right) => aclOf(userOf(service), right));
  if (are) await admin.createAcls({ acl: acls });
  else await admin.deleteAcls({ filters: acls });
  for (const acl of acls) await until(async () => (await admin.describeAcls(acl)).resources.length > 0 === are);
}

const OPERATIONS = {
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
  Create: AclOperationTypes.CREATE,
  Describe: AclOperationTypes.DESCRIBE,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  AlterConfigs: AclOperationTypes.ALTER_CONFIGS,
} as const;
const RESOURCES = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  "transactional-id": AclResourceTypes.TRANSACTIONAL_ID,
} as const;

function aclOf(user: string, { resource, name, isPrefix, operation }: Right): AclEntry {
  return {
    resourceType: RESOURCES[resource],
    resourceName: name,
    resourcePatternType: isPrefix ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    principal: `User:${user}`,
    host: "*",
    operation: OPERATIONS[operation],
    permissionType: AclPermissionTypes.ALLOW,
  };
}
