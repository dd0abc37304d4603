/** Every service, running on embedded logs, for tests that look at what they export. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../api/until.ts";
import { prepareLeads, writeConfig } from "../e2e/prepared-folder.ts";
import { type StartedProcess, startProcess } from "../e2e/started-process.ts";

/** By service, where it answers, once all are ready. Both processors are one process. `killAll` ends them. */
export async function runServices(folder: string): Promise<Readonly<Record<string, string>>> {
  const data = join(folder, "data");
  await prepareLeads(data, 200);
  const variables = { STAGEFOLD_CONFIG: writeConfig(folder), STAGEFOLD_DATA_DIR: data };
  const run = ["run", "lead-tracker", "funnel-metrics", "--http-port", "0"];
  const processors = startProcess("packages/cli/src/main.ts", run, variables);
  const port = await logged(processors, "health and metrics are served", "port");
  const api = startProcess("services/query-api/src/main.ts", [], { ...variables, STAGEFOLD_API_PORT: "0" });
  const intakeVariables = { ...variables, STAGEFOLD_DATA_DIR: join(folder, "intake"), STAGEFOLD_INTAKE_PORT: "0" };
  const intake = startProcess("services/intake/src/main.ts", [], intakeVariables);
  const alerts = join(folder, "alerts.yaml");
  writeFileSync(alerts, "targets: [{ name: nobody, type: webhook, url: http://127.0.0.1:9 }]\n");
  const relay = startProcess("services/alert-relay/src/main.ts", [], {
    ...variables,
    STAGEFOLD_ALERTS_FILE: alerts,
    STAGEFOLD_HTTP_PORT: "0",
  });
  const addresses = {
    "lead-tracker": `http://127.0.0.1:${port}`,
    "query-api": await logged(api, "listening", "url"),
    intake: await logged(intake, "intake is listening", "url"),
    "alert-relay": `http://127.0.0.1:${await logged(relay, "health and metrics are served", "port")}`,
  };
  for (const address of Object.values(addresses)) {
    await until(async () => (await fetch(`${address}/readyz`)).status === 200);
  }
  return addresses;
}

/** What a process has said of itself, once it has. */
async function logged(started: StartedProcess, msg: string, key: string): Promise<string> {
  await started.logged(msg);
  return String(started.log().find((line) => line.msg === msg)?.[key]);
}
