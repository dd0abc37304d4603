import { isForbidden, type KafkaConnectionOptions, MissingRightsError, missingRights } from "@stagefold/kafka";
import { type ServiceName, serviceRights } from "./service-rights.ts";

/** That our principal may do all that these services need. Throws MissingRightsError, and what missingRights throws. */
export async function checkRights(connection: KafkaConnectionOptions, services: readonly ServiceName[]): Promise<void> {
  const needed = services.flatMap(serviceRights).filter(({ isOptional }) => !isOptional);
  const missing = await missingRights(connection, needed);
  if (missing.length > 0) throw new MissingRightsError(missing);
}

/** A failure of such a service: one for a right that is missing by now names it; any other as it is. */
export async function namingRights(
  error: unknown,
  connection: KafkaConnectionOptions,
  services: readonly ServiceName[],
): Promise<unknown> {
  if (error instanceof MissingRightsError || !isForbidden(error)) return error;
  try {
    const missing = await missingRights(connection, services.flatMap(serviceRights));
    return missing.length === 0 ? error : new MissingRightsError(missing, error);
  } catch {
    // What failed first is what is said.
    return error;
  }
}
