/** Brokers, rights, topics, and where the tasks stand. */
import {
  foundBrokers,
  isWrong,
  type KafkaConnectionOptions,
  missingRights,
  newestMarks,
  openKafkaLog,
  openTopicAdmin,
  planTopics,
  rightText,
  type SchemaRegistryOptions,
  sharedPartitions,
} from "@stagefold/kafka";
import { type ServiceName, serviceRights, wantedTopics } from "@stagefold/service";
import { clockFindings } from "./clock-findings.ts";
import { type Finding, looked, ok, warning, wrong } from "./finding.ts";
import { allTasks, positionFindings } from "./position-findings.ts";
import { registryFindings } from "./registry-findings.ts";

export interface KafkaLooked {
  readonly connection: KafkaConnectionOptions;
  readonly registry: SchemaRegistryOptions;
  /** Whose rights are looked at, beside the doctor's own. */
  readonly services: readonly ServiceName[];
}

/** Where brokers cannot be reached, nothing more is asked of them. */
export async function kafkaFindings({ connection, registry, services }: KafkaLooked): Promise<readonly Finding[]> {
  const brokers = await looked("brokers", () => brokerFindings(connection));
  const schemas = await looked("schemas", () => registryFindings(registry));
  if (brokers.some(({ level }) => level === "wrong")) return [...brokers, ...schemas];
  const rights = await looked("rights", () => rightFindings(connection, services));
  const topics = await looked("topics", () => topicFindings(connection));
  if ([...rights, ...topics].some(({ level }) => level === "wrong"))
    return [...brokers, ...rights, ...topics, ...schemas];
  const positions = await looked("positions", () => groupFindings(connection));
  // Last: it moves the end of a topic.
  const clock = await looked("clock", () => clockFindings(connection));
  return [...brokers, ...rights, ...topics, ...schemas, ...positions, ...clock];
}

async function brokerFindings(connection: KafkaConnectionOptions): Promise<readonly Finding[]> {
  const { brokers, clusterId, missing } = await foundBrokers(connection);
  const { ssl, sasl } = connection;
  const how = `${ssl === undefined ? "without TLS" : "TLS"}, ${sasl === undefined ? "without a login" : `login ${sasl.mechanism}`}`;
  const says = `${brokers.length} of cluster ${clusterId ?? "without an id"}: ${brokers.join(", ")} (${how})`;
  if (missing.length > 0)
    return [wrong("brokers", `${says} do not take ${missing.join(", ")}`, "brokers from Kafka 2.3 on are needed")];
  const password = ssl === undefined && sasl?.mechanism === "plain";
  return password
    ? [warning("brokers", says, "the password is sent as it is: set KAFKA_TLS, or another KAFKA_SASL_MECHANISM")]
    : [ok("brokers", says)];
}

async function rightFindings(
  connection: KafkaConnectionOptions,
  services: readonly ServiceName[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const service of ["doctor" as const, ...services]) {
    const missing = await missingRights(connection, serviceRights(service));
    const needed = missing.filter(({ isOptional }) => !isOptional);
    const remedy = `stagefold topics acls "${service}" lists what it needs, --format commands how to grant it`;
    const check = "rights";
    if (needed.length > 0)
      findings.push(wrong(check, `for ${service}: lacks ${needed.map(rightText).join("; ")}`, remedy));
    else if (missing.length > 0)
      findings.push(
        warning(check, `for ${service}: lacks ${missing.map(rightText).join("; ")}, which it can do without`, remedy),
      );
    else findings.push(ok(check, `for ${service}: all there`));
  }
  return findings;
}

async function topicFindings(connection: KafkaConnectionOptions): Promise<readonly Finding[]> {
  const wanted = wantedTopics();
  const admin = openTopicAdmin(connection);
  try {
    const planned = planTopics(wanted, await admin.describe(wanted.map(({ name }) => name)));
    const findings = planned.flatMap((topic) => {
      const { name } = topic.wanted;
      if (topic.found === null) return [wrong("topics", `${name} is missing`, "stagefold topics apply makes it")];
      const remedy = "stagefold topics plan says why; apply --alter sets it";
      return topic.differences.map(({ setting, found, wanted: value, severity }) => {
        const says = `${name} has ${setting} ${found}, not ${value}`;
        return isWrong(topic) && severity === "wrong results"
          ? wrong("topics", says, remedy)
          : warning("topics", says, remedy);
      });
    });
    return findings.length > 0 ? findings : [ok("topics", `all ${wanted.length} as they should be`)];
  } finally {
    await admin.close();
  }
}

async function groupFindings(connection: KafkaConnectionOptions): Promise<readonly Finding[]> {
  const wanted = wantedTopics();
  const admin = openTopicAdmin(connection);
  const log = openKafkaLog(connection);
  try {
    const partitions = sharedPartitions(wanted, await admin.describe(wanted.map(({ name }) => name))) ?? 0;
    const tasks = allTasks(partitions);
    return await positionFindings(log, tasks, await newestMarks(connection, tasks));
  } finally {
    await Promise.all([admin.close(), log.close()]);
  }
}
