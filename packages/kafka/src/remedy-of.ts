/** What to look at when brokers refuse or do not answer: the failure itself seldom says it. Pure. */

/** A failure, or what caused it. */
export interface Failure {
  readonly name: string;
  /** A broker's answer, by Kafka's name. */
  readonly type: string | undefined;
  /** Of the operating system or TLS. */
  readonly code: string | undefined;
  readonly message: string;
}

/** That a broker's certificate is not trusted does not pass: it is what is set here, or there, that is wrong. */
const UNTRUSTED = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** Whether a broker's certificate is refused by us. */
export function isUntrusted({ code }: Failure): boolean {
  return UNTRUSTED.has(code ?? "");
}

/** Whether a broker refuses who we say we are. */
export function isLoginRefused({ name, type }: Failure): boolean {
  return name === "KafkaJSSASLAuthenticationError" || type === "UNSUPPORTED_SASL_MECHANISM";
}

/** By what a broker answers, what to do. */
const BY_TYPE: Readonly<Record<string, string>> = {
  TOPIC_AUTHORIZATION_FAILED: "the principal lacks a right on a topic",
  GROUP_AUTHORIZATION_FAILED: "the principal lacks Read on the consumer group",
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: "the principal lacks Write on the transactional id",
  CLUSTER_AUTHORIZATION_FAILED: "the principal lacks a right on the cluster",
  UNSUPPORTED_SASL_MECHANISM: "give KAFKA_SASL_MECHANISM one that the brokers have switched on",
};
const RIGHTS = "stagefold topics acls lists the rights that each service needs";

/** What to do about a failure with these causes, the beginning of a sentence; null: there is nothing more to say. */
export function remedyOf(causes: readonly Failure[]): string | null {
  for (const cause of causes) {
    const remedy = oneRemedy(cause);
    if (remedy !== null) return remedy;
  }
  return null;
}

function oneRemedy(cause: Failure): string | null {
  const { type = "", code = "", name, message } = cause;
  const answer = BY_TYPE[type];
  if (answer !== undefined) return type.endsWith("AUTHORIZATION_FAILED") ? `${answer}: ${RIGHTS}` : answer;
  if (isLoginRefused(cause))
    return "check KAFKA_SASL_USERNAME, the password, and that KAFKA_SASL_MECHANISM is one that the brokers have switched on for this user";
  if (isUntrusted(cause))
    return "name the certificate of the authority that signed the brokers' in KAFKA_TLS_CA_FILE, and reach them by a name that theirs has";
  if (code === "CERT_HAS_EXPIRED") return "the brokers' certificate has expired: have it renewed";
  if (name === "KafkaJSGroupCoordinatorNotFound" || /find group coordinator/i.test(message))
    return `where it lasts, the principal lacks Read on the consumer group or Write on the transactional id: ${RIGHTS}`;
  if (name === "KafkaJSConnectionClosedError" || /closed connection|socket disconnected/i.test(message))
    return "where it lasts, the brokers want TLS or a login on this port, or neither: check KAFKA_TLS and KAFKA_SASL_MECHANISM";
  return null;
}
