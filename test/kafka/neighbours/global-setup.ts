/** The broker and the registry that the tests on Kafka share: started before the first, removed after the last. */
import type { TestProject } from "vitest/node";
import { type ProviderName, startNeighbours } from "./provider.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** As for KAFKA_BROKERS. */
    readonly brokers: string;
    /** As for SCHEMA_REGISTRY_URL. */
    readonly registry: string;
    readonly provider: ProviderName;
  }
}

/** vitest's global setup; what it returns ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { provider, broker, registry } = await startNeighbours(process.env);
  project.provide("provider", provider);
  project.provide("brokers", broker.address);
  project.provide("registry", registry.address);
  return async () => {
    await Promise.all([broker.remove(), registry.remove()]);
  };
}
