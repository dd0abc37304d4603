/** What a principal may do to something of a cluster, as the brokers' access control lists say it. */

/** Kafka's names of what lists are about. */
export type RightResource = "topic" | "group" | "transactional-id";
/** Kafka's names of what may be done. Who may Read or Write may Describe. */
export type RightOperation = "Read" | "Write" | "Create" | "Describe" | "DescribeConfigs" | "AlterConfigs";

export interface Right {
  readonly resource: RightResource;
  readonly name: string;
  /** The name is the beginning of names, and all of those are meant. */
  readonly isPrefix: boolean;
  readonly operation: RightOperation;
  /** Without it, what it is for goes on, and is less sure: the check of topics' settings. */
  readonly isOptional: boolean;
}

/** As the brokers' own tools say it: "Read on topic lead-events". Pure. */
export function rightText({ operation, resource, name, isPrefix }: Right): string {
  return `${operation} on ${resource} ${name}${isPrefix ? "*" : ""}`;
}
