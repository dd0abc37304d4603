import { type Disposition, ProcessingError } from "@stagefold/processing";
import { type Failure, isLoginRefused, isUntrusted, remedyOf } from "./remedy-of.ts";
import { type Right, rightText } from "./rights/right.ts";

/** The brokers cannot be reached or cannot do what was asked just now; of a write nothing was kept. */
export class KafkaUnavailableError extends ProcessingError {
  readonly code = "STF-KFK-001";
  readonly disposition: Disposition = "retry";
  constructor(what: string, cause: unknown) {
    super(`${what}: ${messageOf(cause)}. It is tried again; ${remedyOf(causesOf(cause)) ?? REACH}`, { cause });
    this.name = "KafkaUnavailableError";
  }
}

/** The brokers refuse, and would again. */
export class KafkaRefusedError extends ProcessingError {
  readonly code = "STF-KFK-002";
  readonly disposition: Disposition = "halt";
  constructor(what: string, cause: unknown) {
    super(`${what}: ${messageOf(cause)}. ${capital(remedyOf(causesOf(cause)) ?? LOOK)}`, { cause });
    this.name = "KafkaRefusedError";
  }
}

/** The log, or the session, was closed before the call, or failed and must be opened anew. */
export class KafkaClosedError extends ProcessingError {
  readonly code = "STF-KFK-003";
  readonly disposition: Disposition = "retry";
  constructor(what: string) {
    super(`${what} is closed: open it again before it is used`);
    this.name = "KafkaClosedError";
  }
}

/** Another process has joined a group under this instance's name: they share a data folder, or a copy of one. */
export class InstanceReplacedError extends ProcessingError {
  readonly code = "STF-KFK-004";
  readonly disposition: Disposition = "halt";
  constructor(group: string, instanceId: string) {
    super(
      `another process has joined group ${group} as instance ${instanceId}, which is this one: every process needs ` +
        "a data folder of its own, and none may be a copy of another's",
    );
    this.name = "InstanceReplacedError";
  }
}

/** The principal lacks rights that are needed. */
export class MissingRightsError extends ProcessingError {
  readonly code = "STF-KFK-005";
  readonly disposition: Disposition = "halt";
  constructor(missing: readonly Right[], cause?: unknown) {
    super(
      `our principal lacks rights at the brokers: ${missing.map(rightText).join("; ")}. Have them granted (stagefold ` +
        "topics acls lists all that each service needs), and start again",
      { cause },
    );
    this.name = "MissingRightsError";
  }
}

const REACH = "check that the brokers can be reached";
const LOOK = "check the topics' settings, and what the principal may do";

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a broker answers to a producer whose transactional id another has taken since. */
const FENCED = new Set(["INVALID_PRODUCER_EPOCH", "PRODUCER_FENCED"]);
/** kafkajs does not know the code of PRODUCER_FENCED. */
const FENCED_TEXT = /Unknown error code 90\b/;
/** Refusals that a retry does not change, wherever in the chain of causes they stand. */
const REFUSED = new Set([
  "TOPIC_AUTHORIZATION_FAILED",
  "GROUP_AUTHORIZATION_FAILED",
  "CLUSTER_AUTHORIZATION_FAILED",
  "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
  "SASL_AUTHENTICATION_FAILED",
  "MESSAGE_TOO_LARGE",
  "RECORD_LIST_TOO_LARGE",
  "INVALID_RECORD",
  "INVALID_CONFIG",
  "INVALID_PARTITIONS",
  "INVALID_REPLICATION_FACTOR",
  "POLICY_VIOLATION",
  "INVALID_TRANSACTION_TIMEOUT",
  "UNSUPPORTED_VERSION",
  "CORRUPT_MESSAGE",
]);

/** Whether the failure says that another producer has the transactional id. */
export function isFenced(error: unknown): boolean {
  return causesOf(error).some(({ type, message }) => FENCED.has(type ?? "") || FENCED_TEXT.test(message));
}

/** The type that the broker's answer has in kafkajs, of the failure or what caused it; undefined: no answer of a broker. */
export function brokerErrorType(error: unknown): string | undefined {
  return causesOf(error).find(({ type }) => type !== undefined)?.type;
}

/**
 * The failure as one of ours: what a broker refuses for good halts, all else of Kafka or the network is retried.
 * What is neither (a fault of the program, or what an iteration of outputs threw) stays what it is.
 */
export function kafkaError(what: string, error: unknown): unknown {
  const causes = causesOf(error);
  if (error instanceof ProcessingError || !causes.some(isOfKafka)) return error;
  const isRefused = causes.some(
    (cause) => REFUSED.has(cause.type ?? "") || isLoginRefused(cause) || isUntrusted(cause),
  );
  return isRefused ? new KafkaRefusedError(what, error) : new KafkaUnavailableError(what, error);
}

/** Whether a broker refused for a right that is missing. */
export function isForbidden(error: unknown): boolean {
  return causesOf(error).some(({ type }) => type?.endsWith("_AUTHORIZATION_FAILED") === true);
}

/** Whether nobody was found who coordinates a group or a transactional id: which may be for a right, and is not said. */
export function isWithoutCoordinator(error: unknown): boolean {
  return causesOf(error).some(({ name }) => name === "KafkaJSGroupCoordinatorNotFound");
}

/** Whether a later attempt may succeed. */
export function isPassing(error: unknown): boolean {
  return error instanceof ProcessingError && error.disposition === "retry";
}

/** Among brokers that come and go kafkajs also throws what has no name of its own: a plain Error, a TypeError. */
function isOfKafka({ name, isSystem, isThrownByKafkajs }: Cause): boolean {
  return name.startsWith("KafkaJS") || isSystem || isThrownByKafkajs;
}

/** The line of the stack where it was thrown. */
const THROWN_AT = /^ +at .*$/m;
const KAFKAJS = /[\\/]kafkajs[\\/]src[\\/]/;

interface Cause extends Failure {
  /** The operating system's: a connection refused, a name not found. */
  readonly isSystem: boolean;
  readonly isThrownByKafkajs: boolean;
}

function causesOf(error: unknown): Cause[] {
  const causes: Cause[] = [];
  for (let next: unknown = error; next instanceof Error && causes.length < 10; next = next.cause) {
    const { name, message, type, syscall, code } = next as Error & {
      readonly type?: unknown;
      readonly syscall?: unknown;
      readonly code?: unknown;
    };
    const isSystem = syscall !== undefined;
    const isThrownByKafkajs = KAFKAJS.test(THROWN_AT.exec(next.stack ?? "")?.[0] ?? "");
    causes.push({ name, type: textOf(type), code: textOf(code), message, isSystem, isThrownByKafkajs });
  }
  return causes;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
