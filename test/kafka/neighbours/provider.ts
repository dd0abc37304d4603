/**
 * Where the tests on Kafka get their broker and their registry from:
 *
 * | provider   | when                                         | broker                     | registry                     |
 * | ---------- | -------------------------------------------- | -------------------------- | ---------------------------- |
 * | given      | KAFKA_BROKERS or SCHEMA_REGISTRY_URL is set  | that one                   | that one                     |
 * | containers | else, where a Docker daemon answers          | apache/kafka               | Apicurio Registry            |
 * | jvm        | else                                         | Apache Kafka on this Java  | Apicurio Registry on this Java |
 *
 * STAGEFOLD_TEST_PROVIDER names one, and nothing is tried then. Of a given pair, the one that is not given is started.
 */
import { startContainerBroker } from "../broker/container-broker.ts";
import { startJvmBroker } from "../broker/jvm-broker.ts";
import { startContainerRegistry } from "../registry/container-registry.ts";
import { startJvmRegistry } from "../registry/jvm-registry.ts";
import { dockerAnswers } from "./container-server.ts";
import type { Neighbour, Server } from "./server.ts";

/** Starts servers of a test's own. */
export interface Provider {
  readonly name: "containers" | "jvm";
  startBroker(): Promise<Server>;
  startRegistry(): Promise<Server>;
}

const PROVIDERS = {
  containers: { name: "containers", startBroker: startContainerBroker, startRegistry: startContainerRegistry },
  jvm: { name: "jvm", startBroker: startJvmBroker, startRegistry: startJvmRegistry },
} as const satisfies Record<Provider["name"], Provider>;

export type ProviderName = Provider["name"] | "given";

/** By its name, as `startNeighbours` gave it. */
export function providerOf(name: Provider["name"]): Provider {
  return PROVIDERS[name];
}

export interface Neighbours {
  readonly provider: ProviderName;
  readonly broker: Neighbour;
  readonly registry: Neighbour;
}

/** Starts what is not given, both at the same time, and says in a line what it is. */
export async function startNeighbours(environment: NodeJS.ProcessEnv): Promise<Neighbours> {
  const forced = forcedProvider(environment);
  const takesGiven = forced === undefined || forced === "given";
  const brokers = takesGiven ? given(environment.KAFKA_BROKERS) : undefined;
  const url = takesGiven ? given(environment.SCHEMA_REGISTRY_URL) : undefined;
  if (forced === "given" && brokers === undefined) {
    throw new Error("STAGEFOLD_TEST_PROVIDER=given needs KAFKA_BROKERS");
  }
  const own = forced === undefined || forced === "given" ? await ownProvider() : PROVIDERS[forced];
  const provider = brokers === undefined && url === undefined ? own.name : "given";
  say(`tests on Kafka: broker ${brokers ?? PLACES[own.name]}, registry ${url ?? PLACES[own.name]}`);
  if (provider === "given") say(`tests that stop a server are left out: ${WHY_NOT_OWN}`);
  const [broker, registry] = await Promise.allSettled([
    brokers === undefined ? own.startBroker() : foreign(brokers),
    url === undefined ? own.startRegistry() : foreign(url),
  ]);
  if (broker.status === "fulfilled" && registry.status === "fulfilled") {
    return { provider, broker: broker.value, registry: registry.value };
  }
  // One alone is of no use, and would stay.
  for (const one of [broker, registry]) if (one.status === "fulfilled") await one.value.remove();
  throw broker.status === "rejected" ? broker.reason : (registry as PromiseRejectedResult).reason;
}

/** Why a test can have no server of its own where any is given. */
export const WHY_NOT_OWN = "KAFKA_BROKERS or SCHEMA_REGISTRY_URL names a server that is not the tests' to stop";

const PLACES = { containers: "in a container", jvm: "on this machine's Java" } as const;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function ownProvider(): Promise<Provider> {
  return (await dockerAnswers()) ? PROVIDERS.containers : PROVIDERS.jvm;
}

async function foreign(address: string): Promise<Neighbour> {
  return { address, remove: async () => {} };
}

function given(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

function forcedProvider({ STAGEFOLD_TEST_PROVIDER: name }: NodeJS.ProcessEnv): ProviderName | undefined {
  if (name === undefined || name === "") return undefined;
  if (name === "given" || name === "containers" || name === "jvm") return name;
  throw new Error(`STAGEFOLD_TEST_PROVIDER is ${name}; it may be given, containers or jvm`);
}
