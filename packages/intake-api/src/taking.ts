/** What the server takes events in with. Whoever starts it brings it. */
import type { SourceConfig } from "@stagefold/config";
import type { Intake, RequestFile } from "@stagefold/intake";
import type { Mapper } from "@stagefold/sources";
import type { IntakeTracing } from "./take/offer-trace.ts";

/** A source as the server takes its records. */
export interface ServedSource {
  readonly source: SourceConfig;
  readonly mapper: Mapper;
  /** With which it signs; null: it does not. */
  readonly secret: string | null;
}

export interface Taking {
  /** null: it is not open yet. */
  intake(): Intake | null;
  /** What it waits for before it is open, in a sentence; null: nothing, or it is open. */
  trouble(): string | null;
  readonly requests: Pick<RequestFile, "keys" | "refused">;
  readonly sources: ReadonlyMap<string, ServedSource>;
  /** By name, those that the configuration names. */
  readonly tenants: readonly string[];
  /** null: nothing is traced. */
  readonly tracing: IntakeTracing | null;
}

/** Whether a value of a record of the source is the id of a lead that was erased. */
export function isErasedLead({ intake, sources, tenants }: Taking, sourceName: string, value: string): boolean {
  const opened = intake();
  if (opened === null) return false;
  const tenantId = sources.get(sourceName)?.source.tenantId;
  const ofSource = tenantId?.kind === "constant" ? [String(tenantId.value)] : tenants;
  return ofSource.some((tenant) => opened.isErased(tenant, value));
}
