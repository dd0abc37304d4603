import { performance } from "node:perf_hooks";
import { createLogger, readEnvironment, type ServiceEnvironment, standardStream } from "@stagefold/service";
import type { RecordFormat } from "@stagefold/sources";
import { Command, Option } from "commander";
import { keepHeapSmall } from "../embedded/heap.ts";
import { inputSize } from "../embedded/input-size.ts";
import { importJson, importText } from "../import/import-report.ts";
import { importSource } from "../import/import-source.ts";
import { FORMATS, formatOfName } from "../import/input-format.ts";
import { type ImportInput, type ImportResult, runImport } from "../import/run-import.ts";
import { openDryTarget, openFolderForReading, openKafkaForLooking } from "../import/target/dry-target.ts";
import { openFileTarget } from "../import/target/file-target.ts";
import { openFolderTarget } from "../import/target/folder-target.ts";
import type { ImportTarget } from "../import/target/import-target.ts";
import { openKafkaTarget } from "../import/target/kafka-target.ts";
import { listenForStop } from "../terminal/listen-for-stop.ts";
import { createProgress } from "../terminal/progress.ts";
import { warn } from "../terminal/warn.ts";
import { writeOut } from "../terminal/write-out.ts";
import { withFlags } from "./with-flags.ts";

interface ImportFlags {
  readonly config?: string;
  readonly data?: string;
  readonly out?: string;
  readonly brokers?: string;
  readonly registry?: string;
  readonly partitions?: string;
  readonly format?: RecordFormat;
  readonly rejects?: string;
  readonly dryRun?: true;
  readonly again?: true;
  readonly strict?: true;
  readonly json?: true;
}

/** By flag, the variable that it stands for. */
const VARIABLES = {
  config: "STAGEFOLD_CONFIG",
  data: "STAGEFOLD_DATA_DIR",
  brokers: "KAFKA_BROKERS",
  registry: "SCHEMA_REGISTRY_URL",
  partitions: "STAGEFOLD_PARTITIONS",
} as const;

/** `stagefold import`: files of other systems, through a mapping, to where events belong. */
export function importCommand(): Command {
  return new Command("import")
    .summary("bring files of other systems in, through a mapping")
    .description(
      "Reads CSV, JSON or NDJSON files, makes events of their records as a mapping says, and brings them to the log in\n" +
        "the data folder, to Kafka, or to a file for replay. What is there already is not doubled; interrupted, the same\n" +
        "command goes on where it was. An option goes before the environment variable in brackets.",
    )
    .argument("<mapping>", "a source of the configuration, or a YAML file with one")
    .argument("<file...>", "CSV, JSON or NDJSON, gzipped or not; - is standard input")
    .option("-c, --config <file>", "the configuration (YAML) [STAGEFOLD_CONFIG]")
    .option("--data <folder>", "to the log in this folder; made where it is not there [STAGEFOLD_DATA_DIR]")
    .option("-o, --out <file>", "to a file of events (NDJSON) for stagefold replay")
    .option("--brokers <host:port,...>", "to Kafka; --data then holds what waits for it [KAFKA_BROKERS]")
    .option("--registry <url>", "the schema registry, on Kafka [SCHEMA_REGISTRY_URL]")
    .option("--partitions <n>", "partitions of a new folder's log, 1 to 256, default 1 [STAGEFOLD_PARTITIONS]")
    .addOption(new Option("--format <format>", "how the files are written (default: by their names)").choices(FORMATS))
    .option("--dry-run", "write nothing; say what would be published, what not and why")
    .option("--rejects <file>", "write what is refused there, with file, line, field and why (NDJSON)")
    .option("--again", "read files that were imported before again")
    .option("--strict", "exit code 1 where anything was refused")
    .option("--json", "print the summary as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  stagefold import crm-leads leads.csv --config stagefold.yaml --dry-run\n" +
        "  stagefold import crm-leads leads.csv.gz --config stagefold.yaml --data data\n" +
        "  stagefold import mappings/deals.yaml deals.csv --config stagefold.yaml --out events.ndjson\n" +
        "\nExit codes: 0 all was read, 1 interrupted or (--strict) something refused, 2 a bad option, configuration,\n" +
        "mapping or header. More: docs/import.md",
    )
    .action((mapping: string, files: string[], flags: ImportFlags, command: Command) =>
      importFiles(mapping, files, flags, command),
    );
}

async function importFiles(mapping: string, files: string[], flags: ImportFlags, command: Command): Promise<void> {
  const refuse = (sentence: string): never => command.error(`error: ${sentence}`);
  if (flags.out !== undefined && (flags.data !== undefined || flags.brokers !== undefined))
    refuse("--out writes a file, --data and --brokers name a log: give one of them");
  const { dryRun = false, again = false, strict = false, json = false } = flags;
  const inputs = inputsOf(files, flags.format ?? null, refuse);
  const environment = environmentOf(flags, refuse);
  const { source, config } = importSource(mapping, environment.configFile);
  const { out = null, rejects = null } = flags;
  // Before a folder is made for files that are not there.
  const bytes = await inputSize(files);

  keepHeapSmall();
  const { signal, release } = listenForStop(() => warn("stopping after this batch; once more ends at once"));
  let target: ImportTarget | null = null;
  try {
    target = await openTarget({ environment, config, out, dryRun, sourceName: source.name, signal });
    if (target === null) {
      warn("stopped before Kafka was reached: nothing was read");
      process.exitCode = 1;
      return;
    }
    const progress = createProgress(process.stderr, () => performance.now());
    const notice = (sentence: string): void => {
      // Not behind the line that is written over.
      progress.end();
      warn(sentence);
    };
    const result = await runImport({ inputs, bytes, source, config, target, again, rejects, progress, notice, signal });
    const report = { sourceName: source.name, dryRun };
    if (!result.interrupted || target.keepsMarks || dryRun)
      await writeOut(json ? importJson(result, report) : importText(result, report));
    if (result.interrupted) sayInterrupted(result, target, out);
    if (result.interrupted || (strict && result.hasRefused)) process.exitCode = 1;
  } finally {
    await target?.close();
    release();
  }
}

/** Where it goes; of `config` alone where there is no log. */
type Place = Pick<ServiceEnvironment, "configFile"> & { readonly service: ServiceEnvironment | null };

function environmentOf(flags: ImportFlags, refuse: (sentence: string) => never): Place {
  const { config, data, brokers, registry, partitions, out, dryRun } = flags;
  const variables = withFlags(process.env, VARIABLES, { config, data, brokers, registry, partitions });
  const hasLog = out === undefined && (variables.STAGEFOLD_DATA_DIR ?? "") !== "";
  if (hasLog) {
    const service = readEnvironment(variables);
    return { configFile: service.configFile, service };
  }
  if (out === undefined && dryRun !== true)
    refuse("say where to: --data FOLDER (with --brokers: Kafka), or --out FILE; or --dry-run to look");
  const configFile = variables.STAGEFOLD_CONFIG;
  if (configFile === undefined || configFile === "") return refuse("--config is required: the configuration (YAML)");
  return { configFile, service: null };
}

function inputsOf(
  files: readonly string[],
  format: RecordFormat | null,
  refuse: (sentence: string) => never,
): readonly ImportInput[] {
  if (files.filter((file) => file === "-").length > 1) refuse("standard input can be read once");
  return files.map((file) => {
    const known = format ?? formatOfName(file);
    if (known !== null) return { file, format: known };
    const shown = file === "-" ? "standard input" : file;
    return refuse(`${shown}: its name does not say how it is written: give --format csv, json or ndjson`);
  });
}

interface TargetOptions {
  readonly environment: Place;
  readonly config: ReturnType<typeof importSource>["config"];
  readonly out: string | null;
  readonly dryRun: boolean;
  readonly sourceName: string;
  readonly signal: AbortSignal;
}

async function openTarget(options: TargetOptions): Promise<ImportTarget | null> {
  const { environment, config, out, dryRun, sourceName, signal } = options;
  const { service } = environment;
  if (service === null) return dryRun || out === null ? openDryTarget(config, null, null) : openFileTarget(out, config);
  const { dataFolder: folder, partitions, kafka } = service;
  if (kafka === null) {
    if (dryRun) return openDryTarget(config, folder, openFolderForReading(folder));
    return openFolderTarget({ folder, config, partitions, sourceName });
  }
  const logger = createLogger({ service: "stagefold", level: service.logLevel, out: standardStream(2) });
  if (!dryRun) return openKafkaTarget({ kafka, folder, config, signal, logger, sourceName });
  const opened = await openKafkaForLooking({ kafka, signal, logger });
  return opened === null ? null : openDryTarget(config, folder, opened);
}

function sayInterrupted(
  { files, pendingEvents }: ImportResult,
  { keepsMarks }: ImportTarget,
  out: string | null,
): void {
  const at = files.find(({ state }) => state === "interrupted");
  const where = at === undefined ? "" : ` after record ${at.next.toLocaleString("en")} of ${at.file}`;
  if (keepsMarks) {
    const pending = pendingEvents === 0 ? "" : `; ${pendingEvents} events wait in the data folder for the log`;
    warn(`stopped${where}${pending}. The same command goes on from there`);
  } else warn(out === null ? `stopped${where}` : `stopped${where}: ${out} was not written`);
}
