import {
  type ExportedTopic,
  exportDuckDb,
  exportParquet,
  WAREHOUSE_TOPICS,
  type WarehouseTopic,
} from "@stagefold/warehouse";
import { Command, InvalidArgumentError, Option } from "commander";
import { keepHeapSmall } from "../embedded/heap.ts";
import { listenForStop } from "../terminal/listen-for-stop.ts";
import { warn } from "../terminal/warn.ts";
import { writeOut } from "../terminal/write-out.ts";
import { type ExportPlace, openExportSource } from "../warehouse/export-source.ts";
import { withFlags } from "./with-flags.ts";

interface ExportFlags {
  readonly out: string;
  readonly format?: "parquet" | "duckdb";
  readonly topics: readonly WarehouseTopic[];
  readonly replay?: string;
  readonly data?: string;
  readonly brokers?: string;
  readonly registry?: string;
  readonly full?: true;
}

/** By flag, the variable that it stands for. */
const VARIABLES = { brokers: "KAFKA_BROKERS", registry: "SCHEMA_REGISTRY_URL" } as const;

/** `stagefold export`: what is published, as tables of a warehouse. */
export function exportCommand(): Command {
  return new Command("export")
    .summary("write what is published to DuckDB or Parquet files")
    .description(
      "Writes metrics, stays and SLA clocks as tables: the newest value of each, what was withdrawn gone. Reads the log\n" +
        "in a data folder (which another process may be writing), Kafka, or what a replay wrote. A DuckDB file is brought\n" +
        "up to date: run again, what came since is read, and restated values replace the old ones. Parquet files are\n" +
        "written anew. All is written, or nothing. An option goes before the environment variable in brackets; TLS and\n" +
        "SASL are set by variables, as for run.",
    )
    .requiredOption("-o, --out <path>", "a DuckDB file, or the folder of the Parquet files")
    .addOption(
      new Option("--format <format>", "default: duckdb where --out ends with .duckdb, else parquet").choices([
        "duckdb",
        "parquet",
      ]),
    )
    .option("--topics <topic,...>", `some of ${WAREHOUSE_TOPICS.join(", ")} (default: all)`, topics, WAREHOUSE_TOPICS)
    .option("--data <folder>", "from the log in this folder")
    .option("--brokers <host:port,...>", "from Kafka [KAFKA_BROKERS]")
    .option("--registry <url>", "the schema registry, on Kafka [SCHEMA_REGISTRY_URL]")
    .option("--replay <folder>", "from the files that a replay wrote (its --out)")
    .option("--full", "read everything again, also of a DuckDB file that has a part of it, or that has other data")
    .addHelpText(
      "after",
      "\nExamples:\n  stagefold export --data data --out warehouse.duckdb\n" +
        "  stagefold export --brokers kafka-1:9092 --registry http://registry:8081 --out warehouse.duckdb\n" +
        "  stagefold export --replay out --out parquet --topics funnel-metrics,lead-stays\n" +
        "\nExit codes: 0 written, 1 not written, 2 a bad option. Tables, columns and views: docs/warehouse.md",
    )
    .action(async (flags: ExportFlags, command: Command) => {
      const place = placeOf(flags, (sentence) => command.error(`error: ${sentence}`));
      keepHeapSmall();
      const { signal, release } = listenForStop(() => warn("stopping; once more ends at once"));
      try {
        const opened = await openExportSource(place, signal);
        if (opened === null) {
          warn("stopped before Kafka was reached: nothing was written");
          process.exitCode = 1;
          return;
        }
        try {
          const options = { source: opened.source, topics: flags.topics, now: Date.now(), signal };
          const exported =
            formatOf(flags) === "duckdb"
              ? await exportDuckDb(flags.out, { ...options, full: flags.full === true })
              : await exportParquet(flags.out, options);
          await writeOut(exported.map((topic) => `${exportedText(topic)}\n`).join(""));
        } finally {
          await opened.close();
        }
      } finally {
        release();
      }
    });
}

function placeOf({ replay, data, brokers, registry }: ExportFlags, refuse: (sentence: string) => never): ExportPlace {
  const variables = withFlags(process.env, VARIABLES, { brokers, registry });
  const named = [replay, data, brokers].filter((flag) => flag !== undefined).length;
  if (named > 1) return refuse("--data, --brokers and --replay each say where to read from: give one of them");
  if (replay !== undefined) return { kind: "replay", folder: replay };
  if (data !== undefined) return { kind: "data", folder: data };
  if ((variables.KAFKA_BROKERS ?? "") !== "") return { kind: "kafka", variables };
  return refuse("say where to read from: --data FOLDER, --brokers HOST:PORT with --registry URL, or --replay FOLDER");
}

function formatOf({ format, out }: ExportFlags): "duckdb" | "parquet" {
  return format ?? (out.endsWith(".duckdb") ? "duckdb" : "parquet");
}

/** What became of a topic, as a line without its end. Pure. */
export function exportedText({ table, rows, read, whole }: ExportedTopic): string {
  const count = `${rows.toLocaleString("en").padStart(14)} rows of ${table.name}`;
  const records = `${read.toLocaleString("en")} ${read === 1 ? "record" : "records"}`;
  return `${count}, ${whole ? `all of ${table.topic} read` : `${table.topic} read on`}: ${records}`;
}

function topics(text: string): readonly WarehouseTopic[] {
  const names = text.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !WAREHOUSE_TOPICS.some((topic) => topic === name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`expected some of ${WAREHOUSE_TOPICS.join(", ")}, separated by commas.`);
  }
  return WAREHOUSE_TOPICS.filter((topic) => names.includes(topic));
}
