/** An instance of the product on Kafka, started as a user would. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject, onTestFailed, onTestFinished } from "vitest";
import { killAll, type StartedProcess, startProcess } from "../../e2e/started-process.ts";
import { brokers } from "./clean-broker.ts";

export interface InstanceOptions {
  /** Of its stores; it comes back to them when it is started again. */
  readonly folder: string;
  readonly configYaml: string;
  readonly processors?: readonly string[];
  /** As KAFKA_SESSION_TIMEOUT; default: the shortest. */
  readonly session?: string;
  /** Of the environment, before all others. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Starts both processors, or those named, in one process. */
export function startInstance(options: InstanceOptions): StartedProcess {
  const { folder, configYaml, processors = ["lead-tracker", "funnel-metrics"], session = "PT6S" } = options;
  const { variables = {} } = options;
  const config = join(folder, "stagefold.yaml");
  writeFileSync(config, configYaml);
  const instance = startProcess("packages/cli/src/main.ts", ["run", ...processors], {
    KAFKA_BROKERS: brokers().join(","),
    SCHEMA_REGISTRY_URL: inject("registry"),
    STAGEFOLD_CONFIG: config,
    STAGEFOLD_DATA_DIR: join(folder, "data"),
    KAFKA_SESSION_TIMEOUT: session,
    ...variables,
  });
  onTestFailed(() => void process.stderr.write(`an instance on ${folder} said last:\n${lastOf(instance.output())}\n`));
  return instance;
}

const LAST_LINES = 60;

function lastOf(output: string): string {
  return output.split("\n").slice(-LAST_LINES).join("\n");
}

/** A folder that goes when the test has ended; so do all instances. */
export function instanceFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-survival-"));
  onTestFinished(() => {
    killAll();
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** SIGTERM; throws with what it said where it does not end as it should. */
export async function stopInstance(instance: StartedProcess): Promise<void> {
  instance.kill("SIGTERM");
  const code = await instance.ended();
  if (code !== 0) throw new Error(`an instance ended with ${code}:\n${instance.output()}`);
}
