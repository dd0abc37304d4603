import { isWrong, type KafkaConnectionOptions, openTopicAdmin, planTopics, type TopicAdmin } from "@stagefold/kafka";
import { readKafkaConnection, SERVICE_NAMES, type ServiceName, variableReader, wantedTopics } from "@stagefold/service";
import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { ACL_FORMATS, type AclFormat, aclText } from "../kafka/acl-text.ts";
import { ApplyRefused, applyTopics } from "../kafka/apply-topics.ts";
import { planText } from "../kafka/plan-text.ts";
import { writeOut } from "../terminal/write-out.ts";
import { partitionCount } from "./partition-count.ts";

interface PlanFlags {
  readonly brokers?: string;
}

interface ApplyFlags extends PlanFlags {
  readonly partitions?: number;
  readonly replicationFactor?: number;
  readonly alter?: true;
}

/** `stagefold topics plan | apply`: the topics of a Kafka cluster, and what they are to be like. */
export function topicsCommand(): Command {
  return new Command("topics")
    .summary("look at the topics on Kafka, make those that are missing; list the rights that services need")
    .description(
      "Compares the topics of a Kafka cluster with what Stagefold needs, and makes those that are missing. An option\n" +
        "goes before the environment variable in brackets; TLS and SASL are set by variables, as for run.",
    )
    .addCommand(planCommand())
    .addCommand(applyCommand())
    .addCommand(aclsCommand());
}

function planCommand(): Command {
  return new Command("plan")
    .summary("show what is missing and what differs; change nothing")
    .description(
      "Shows for each topic whether it is there and what of it differs from what is wanted. Changes nothing. Exit " +
        "code 1 where a topic is missing or would give wrong results; mere advice is no failure.",
    )
    .option("--brokers <host:port,...>", "some of the brokers [KAFKA_BROKERS]")
    .addHelpText("after", "\nExample:\n  stagefold topics plan --brokers kafka-1:9092,kafka-2:9092")
    .action((flags: PlanFlags) => withAdmin(connectionOf(flags), showPlan));
}

function applyCommand(): Command {
  return new Command("apply")
    .summary("make the topics that are missing")
    .description(
      "Makes the topics that are missing, and then shows the plan, with its exit code. What is there is not touched; " +
        "with --alter its settings, those that differ alone, are set to what is wanted. A number of partitions is " +
        "never changed.",
    )
    .option("--brokers <host:port,...>", "some of the brokers [KAFKA_BROKERS]")
    .option("--partitions <n>", "partitions of each topic, 1 to 256: where none is there yet", partitionCount)
    .option("--replication-factor <n>", "replicas of topics that are made (default: the brokers')", replicationFactor)
    .option("--alter", "set the settings that differ to what is wanted")
    .addHelpText(
      "after",
      "\nExamples:\n  stagefold topics apply --brokers kafka-1:9092 --partitions 12 --replication-factor 3\n" +
        "  stagefold topics apply --brokers kafka-1:9092 --alter",
    )
    .action((flags: ApplyFlags, command: Command) =>
      withAdmin(connectionOf(flags), async (admin) => {
        const { partitions = null, replicationFactor = null, alter = false } = flags;
        const wanted = wantedTopics();
        const found = await admin.describe(wanted.map(({ name }) => name));
        try {
          const onDone = (line: string): Promise<void> => writeOut(`${line}\n`);
          await applyTopics(admin, wanted, found, { partitions, replicationFactor, alter, onDone });
        } catch (error) {
          if (error instanceof ApplyRefused) command.error(`error: ${error.message}`);
          throw error;
        }
        await showPlan(admin);
      }),
    );
}

interface AclFlags {
  readonly principal?: string;
  readonly format: AclFormat;
}

function aclsCommand(): Command {
  return new Command("acls")
    .summary("list the rights that services need of the brokers")
    .description(
      "Lists principal, resource and operation of each right that the services need, and no others. Asks no broker.\n" +
        "Services that share a principal need the rights of each of them. --format commands gives calls of Kafka's own\n" +
        "kafka-acls.sh.",
    )
    .addArgument(new Argument("[service...]", "of which (default: all)").choices(SERVICE_NAMES))
    .option(
      "--principal <type:name>",
      "as whom, all services alike (default: one for each, as in User:stagefold-intake)",
    )
    .addOption(new Option("--format <format>", "how").choices(ACL_FORMATS).default("table"))
    .addHelpText(
      "after",
      "\nExample:\n  stagefold topics acls lead-tracker --principal User:stagefold --format commands | sh",
    )
    .action((services: ServiceName[], { principal, format }: AclFlags) =>
      writeOut(aclText(services.length === 0 ? SERVICE_NAMES : services, principal ?? null, format)),
    );
}

/** Shows the plan; exit code 1 where it has something missing or wrong. */
async function showPlan(admin: TopicAdmin): Promise<void> {
  const wanted = wantedTopics();
  const planned = planTopics(wanted, await admin.describe(wanted.map(({ name }) => name)));
  await writeOut(`${planText(planned)}\n`);
  if (planned.some(isWrong)) process.exitCode = 1;
}

function connectionOf({ brokers }: PlanFlags): KafkaConnectionOptions {
  const reader = variableReader(brokers === undefined ? process.env : { ...process.env, KAFKA_BROKERS: brokers });
  return reader.end(readKafkaConnection(reader));
}

async function withAdmin(
  connection: KafkaConnectionOptions,
  work: (admin: TopicAdmin) => Promise<void>,
): Promise<void> {
  const admin = openTopicAdmin(connection);
  try {
    await work(admin);
  } finally {
    await admin.close();
  }
}

function replicationFactor(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 100)
    throw new InvalidArgumentError("expected a whole number from 1 to 100.");
  return count;
}
