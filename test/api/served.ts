/** The API over a folder, in this process, as `stagefold serve` starts it. */
import { join } from "node:path";
import { type ApiEnvironment, type Serving, startServing } from "@stagefold/api";
import { loadConfig } from "@stagefold/config";
import { tokenHash } from "@stagefold/http";
import { createLogger, type Logger } from "@stagefold/service";
import type { ReplayedFolder } from "./replayed-folder.ts";
import { until } from "./until.ts";

/** The tokens of a guarded server. */
export const TOKENS = { acme: "token-of-acme", globex: "token-of-globex", all: "token-of-all" } as const;

const GRANTS: ApiEnvironment["grants"] = [
  { name: "ada", sha256: tokenHash(TOKENS.acme), tenants: ["acme"], may: ["read"] },
  { name: "bob", sha256: tokenHash(TOKENS.globex), tenants: ["globex"], may: ["read"] },
  { name: "root", sha256: tokenHash(TOKENS.all), tenants: ["*"], may: ["read"] },
];
const SETTINGS: ApiEnvironment = {
  host: "127.0.0.1",
  port: 0,
  grants: null,
  corsOrigins: [],
  requestsPerSecond: 10_000,
  maxStreams: 10,
  modelFile: null,
};

export const GUARDED = { grants: GRANTS };

/** Serves, and waits until it has caught up. `model`: the read model's file, where it is not to be the folder's own. */
export async function served(
  { data, configFile, folder }: ReplayedFolder,
  settings: Partial<ApiEnvironment> = {},
  model = "read-model.db",
  logger: Logger = createLogger({ service: "test", level: "fatal" }),
): Promise<Serving> {
  const serving = await startServing({
    service: "test",
    config: loadConfig(configFile),
    source: { kind: "embedded", folder: data },
    api: { ...SETTINGS, modelFile: join(folder, model), ...settings },
    folder: data,
    dashboard: null,
    logger,
    logLevel: "fatal",
    logTo: 2,
  });
  await until(async () => (await fetch(`${serving.url}/readyz`)).status === 200);
  return serving;
}

/** The headers of a caller. */
export function as(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}
