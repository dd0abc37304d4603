import { readEnvironment, SERVICE_NAMES, type ServiceName } from "@stagefold/service";
import { Command, Option } from "commander";
import { examine } from "../doctor/examine.ts";
import { findingsText } from "../doctor/finding.ts";
import { writeOut } from "../terminal/write-out.ts";
import { withFlags } from "./with-flags.ts";

interface DoctorFlags {
  readonly config?: string;
  readonly data?: string;
  readonly brokers?: string;
  readonly registry?: string;
  readonly as?: readonly ServiceName[];
  readonly json?: true;
}

/** By flag, the variable that it stands for. */
const VARIABLES = {
  config: "STAGEFOLD_CONFIG",
  data: "STAGEFOLD_DATA_DIR",
  brokers: "KAFKA_BROKERS",
  registry: "SCHEMA_REGISTRY_URL",
} as const;

/** `stagefold doctor`: what is wrong here, and what to do. */
export function doctorCommand(): Command {
  return new Command("doctor")
    .summary("look at everything that must be right, and say what to do")
    .description(
      "Looks at configuration, data folder, disk, stores and intake's file; on Kafka at brokers, login, rights, topics,\n" +
        "schemas, clock and where the tasks stand, else at the log in the folder. A line each: ok, warning or wrong, and\n" +
        "what to do. May be run beside what runs. An option goes before the environment variable in brackets.",
    )
    .option("-c, --config <file>", "the configuration (YAML) [STAGEFOLD_CONFIG]")
    .option("--data <folder>", "the data folder of the service that is looked at [STAGEFOLD_DATA_DIR]")
    .option("--brokers <host:port,...>", "look at Kafka [KAFKA_BROKERS]")
    .option("--registry <url>", "the schema registry, on Kafka [SCHEMA_REGISTRY_URL]")
    .addOption(new Option("--as <service...>", "on Kafka: look at the rights of these, too").choices(SERVICE_NAMES))
    .option("--json", "print what is found as JSON")
    .addHelpText(
      "after",
      "\nExample:\n  stagefold doctor --config stagefold.yaml --data data --as lead-tracker funnel-metrics\n" +
        "\nExit codes: 0 nothing is wrong (warnings or not), 1 something is, 2 a bad option or environment.",
    )
    .action(async ({ as = [], json, ...flags }: DoctorFlags) => {
      const findings = await examine(readEnvironment(withFlags(process.env, VARIABLES, { ...flags })), as);
      await writeOut(json === true ? `${JSON.stringify(findings, null, 2)}\n` : findingsText(findings));
      if (findings.some(({ level }) => level === "wrong")) process.exitCode = 1;
    });
}
