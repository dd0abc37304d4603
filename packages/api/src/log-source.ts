import type { LogSource, ServiceEnvironment } from "@stagefold/service";

/** The log that a service's environment names. Pure. */
export function logSourceOf({ kafka, dataFolder: folder }: ServiceEnvironment): LogSource {
  if (kafka === null) return { kind: "embedded", folder };
  return { kind: "kafka", connection: kafka.connection, registry: kafka.registry, folder };
}
