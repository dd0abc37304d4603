/** Everything that must be right for a service to run here, one after the other. What cannot be read is itself a finding. */
import { loadConfig } from "@stagefold/config";
import type { StagefoldConfig } from "@stagefold/domain";
import type { ServiceEnvironment, ServiceName } from "@stagefold/service";
import { embeddedFindings } from "./embedded-findings.ts";
import { type Finding, looked, ok } from "./finding.ts";
import { folderFindings } from "./folder-findings.ts";
import { kafkaFindings } from "./kafka-findings.ts";
import { intakeFindings, storeFindings } from "./store-findings.ts";

/** Changes nothing, but that a file is made in the data folder and removed, and a record written that nobody reads. */
export async function examine(
  environment: ServiceEnvironment,
  services: readonly ServiceName[],
): Promise<readonly Finding[]> {
  const { configFile, dataFolder, kafka } = environment;
  let config: StagefoldConfig | null = null;
  const configured = await looked("configuration", () => {
    const loaded = loadConfig(configFile);
    config = loaded;
    return [ok("configuration", `${configFile}, ${loaded.tenants.size} tenants`)];
  });
  const folder = await looked("data folder", () => folderFindings(dataFolder));
  const log = kafka === null ? await embeddedFindings(dataFolder, config) : await kafkaFindings({ ...kafka, services });
  const stores = await looked("stores", () => storeFindings(dataFolder));
  const intake = await looked("intake", () => intakeFindings(dataFolder));
  return [...configured, ...folder, ...log, ...stores, ...intake];
}
