import { type Disposition, ProcessingError } from "@stagefold/processing";

/** The registry does not answer, or cannot do it just now. */
export class RegistryUnavailableError extends ProcessingError {
  readonly code = "STF-REG-001";
  readonly disposition: Disposition = "retry";
  constructor(what: string, url: string, cause: unknown) {
    super(
      `${what}: the schema registry at ${url} does not answer (${messageOf(cause)}). It is asked again; check that it ` +
        "runs and can be reached from here",
      { cause },
    );
    this.name = "RegistryUnavailableError";
  }
}

/** The registry refuses, and would again. */
export class RegistryRefusedError extends ProcessingError {
  readonly code = "STF-REG-002";
  readonly disposition: Disposition = "halt";
  constructor(what: string, url: string, cause: unknown) {
    super(
      `${what}: the schema registry at ${url} refuses (${messageOf(cause)}). Check its address, with its path, user ` +
        "and password, and what the user may do",
      { cause },
    );
    this.name = "RegistryRefusedError";
  }
}

/** Schemas of ours that are to be written are not registered. */
export class SchemasNotRegisteredError extends ProcessingError {
  readonly code = "STF-REG-003";
  readonly disposition: Disposition = "halt";
  constructor(subjects: readonly string[], url: string) {
    super(
      `the schema registry at ${url} does not have this version's schema of ${subjects.join(", ")}: run stagefold ` +
        "schemas register, which says what it does, and start again",
    );
    this.name = "SchemasNotRegisteredError";
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
