import type { ServiceEnvironment } from "../environment/environment.ts";

/** As spans name the log: `messaging.system`. */
export function messagingSystem({ kafka }: Pick<ServiceEnvironment, "kafka">): string {
  return kafka === null ? "stagefold_embedded_log" : "kafka";
}
