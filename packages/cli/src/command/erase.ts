import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { loadConfig } from "@stagefold/config";
import type { LeadErased, StagefoldConfig } from "@stagefold/domain";
import { inputOutRecord, judgeRecord, keyOf, LEAD_EVENTS } from "@stagefold/processors";
import {
  createLogger,
  type KafkaEnvironment,
  openDataFolder,
  openKafkaForEvents,
  readEnvironment,
  type ServiceEnvironment,
  standardStream,
  under,
} from "@stagefold/service";
import { Command } from "commander";
import { eraseFromFolder } from "../embedded/erase.ts";
import { listenForStop } from "../terminal/listen-for-stop.ts";
import { createProgress } from "../terminal/progress.ts";
import { warn } from "../terminal/warn.ts";
import { writeOut } from "../terminal/write-out.ts";
import { withFlags } from "./with-flags.ts";

interface EraseFlags {
  readonly tenant?: string;
  readonly leads?: string;
  readonly config?: string;
  readonly data?: string;
  readonly brokers?: string;
  readonly registry?: string;
}

const VARIABLES = {
  config: "STAGEFOLD_CONFIG",
  data: "STAGEFOLD_DATA_DIR",
  brokers: "KAFKA_BROKERS",
  registry: "SCHEMA_REGISTRY_URL",
} as const;

/** `stagefold erase`: SEMANTICS 12. */
export function eraseCommand(): Command {
  return new Command("erase")
    .summary("erase leads that ask to be forgotten")
    .description(
      "Says on lead-events that leads are erased: their stays are withdrawn, their alerts closed, what they counted stays\n" +
        "counted. In a data folder it then removes from the log whatever it says of them, and of leads that were erased\n" +
        "before; nothing else may run on the folder. Without a lead it does that alone. An option goes before the\n" +
        "environment variable in brackets.",
    )
    .argument("[lead...]", "their leadIds")
    .option("--tenant <tenantId>", "whose leads they are")
    .option("--leads <file>", "a file of leadIds, one a line; - is standard input")
    .option("-c, --config <file>", "the configuration (YAML) [STAGEFOLD_CONFIG]")
    .option(
      "--data <folder>",
      "the folder of log and stores; on Kafka for what is known of schemas [STAGEFOLD_DATA_DIR]",
    )
    .option("--brokers <host:port,...>", "on Kafka, not in the folder [KAFKA_BROKERS]")
    .option("--registry <url>", "the schema registry, on Kafka [SCHEMA_REGISTRY_URL]")
    .addHelpText(
      "after",
      "\nExamples:\n  stagefold erase --tenant acme L-1207 --data data --config stagefold.yaml\n" +
        "  stagefold erase --tenant acme --leads forget.txt --data data --config stagefold.yaml\n" +
        "  stagefold erase --data data --config stagefold.yaml\n\nMore: docs/privacy.md",
    )
    .action((leads: string[], flags: EraseFlags, command: Command) => erase(leads, flags, command));
}

async function erase(named: readonly string[], flags: EraseFlags, command: Command): Promise<void> {
  const refuse = (sentence: string): never => command.error(`error: ${sentence}`);
  const { tenant, leads: file, config: configFlag, data, brokers, registry } = flags;
  const environment = readEnvironment(
    withFlags(process.env, VARIABLES, { config: configFlag, data, brokers, registry }),
  );
  const config = loadConfig(environment.configFile);
  const ids = [...named, ...(file === undefined ? [] : idsIn(file, refuse))];
  if (ids.length > 0 && tenant === undefined) refuse("--tenant is required where leads are named");
  if (tenant !== undefined && ids.length === 0) refuse(`no lead of ${tenant} is named: give leadIds, or --leads`);
  const erasures = ids.map((leadId) => erasureOf(leadId, tenant ?? "", config, refuse));
  if (environment.kafka === null) return eraseInFolder(environment, config, erasures);
  if (erasures.length === 0) refuse("no lead is named: on Kafka there is nothing else to be removed");
  return eraseOnKafka(environment, environment.kafka, erasures);
}

function idsIn(file: string, refuse: (sentence: string) => never): readonly string[] {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8")
      .split(/\r?\n/)
      .filter((line) => line !== "");
  } catch (error) {
    return refuse(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** The event; what would not be accepted is refused here, with the sentence of its dead letter. */
function erasureOf(
  leadId: string,
  tenantId: string,
  config: StagefoldConfig,
  refuse: (sentence: string) => never,
): LeadErased {
  const now = Date.now();
  const lead: LeadErased = { type: "LeadErased", eventId: randomUUID(), tenantId, leadId, occurredAt: now };
  const judgement = judgeRecord(lead, keyOf(lead), now, config);
  if ("reason" in judgement) return refuse(`lead ${JSON.stringify(leadId)} of ${tenantId}: ${judgement.detail}`);
  return lead;
}

async function eraseInFolder(
  { dataFolder }: ServiceEnvironment,
  config: StagefoldConfig,
  leads: readonly LeadErased[],
): Promise<void> {
  const data = under(openDataFolder(dataFolder), config);
  const progress = createProgress(process.stderr, () => performance.now());
  progress.stage("processing", null);
  let steps = 0;
  const { until } = data;
  const result = await eraseFromFolder({
    data,
    config,
    // In a folder that a replay kept, time ends at its INSTANT, which may be ahead.
    leads: leads.map((lead) => ({ ...lead, occurredAt: Math.min(lead.occurredAt, until ?? lead.occurredAt) })),
    wallClock: Date.now,
    onStep: () => progress.at(++steps, steps),
  }).finally(() => progress.end());
  const removed = result.records === 0 ? "nothing" : `${result.records} records about ${result.leads} leads`;
  await writeOut(`erased ${leads.length} leads; removed from the log: ${removed}\n`);
}

async function eraseOnKafka(
  { dataFolder: folder, logLevel }: ServiceEnvironment,
  { connection, registry }: KafkaEnvironment,
  leads: readonly LeadErased[],
): Promise<void> {
  const logger = createLogger({ service: "stagefold", level: logLevel, out: standardStream(2) });
  const { signal, release } = listenForStop(() => warn("stopping; once more ends at once"));
  try {
    const opened = await openKafkaForEvents({ connection, registry, folder, signal, logger });
    if (opened === null) {
      warn("stopped before Kafka was reached: nobody was erased");
      process.exitCode = 1;
      return;
    }
    const { log, codec } = opened;
    try {
      const partitions = await log.partitionCount(LEAD_EVENTS);
      await log.append(leads.map((lead) => inputOutRecord(lead, partitions, codec)));
    } finally {
      await opened.close();
    }
    await writeOut(`erased ${leads.length} leads: what was published of them is taken back as soon as it is read\n`);
  } finally {
    release();
  }
}
