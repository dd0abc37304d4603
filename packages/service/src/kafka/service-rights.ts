/**
 * The rights that each service needs of the brokers, and no others: the one table that services check themselves by when
 * they start, that `stagefold topics acls` prints, and that docs/security.md shows.
 */
import { COMMITS_TOPIC, type Right, type RightOperation } from "@stagefold/kafka";
import { CONFIGURATIONS } from "@stagefold/processing";
import {
  FUNNEL_METRICS,
  FUNNEL_TARGETS,
  LEAD_EVENTS,
  LEAD_STAYS,
  RECORD_TOPICS,
  SLA_BREACHES,
  SPEND_EVENTS,
} from "@stagefold/processors";
import { PROCESSORS, type ProcessorName, type RunnableProcessor } from "../processors.ts";
import { wantedTopics } from "./wanted-topics.ts";

/** Who has a principal of its own; several may share one, which then needs the rights of each. */
export const SERVICE_NAMES = [
  "lead-tracker",
  "funnel-metrics",
  "query-api",
  "alert-relay",
  "intake",
  "import",
  "export",
  "topics plan",
  "topics apply",
  "doctor",
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** What events are brought to. */
const EVENT_TOPICS = [LEAD_EVENTS, SPEND_EVENTS, FUNNEL_TARGETS];
/** What the read model is made of. */
const REPORTED = [LEAD_EVENTS, LEAD_STAYS, SLA_BREACHES, FUNNEL_METRICS];
/** Of an intake, by the id of its file: SEMANTICS knows nothing of it. */
const INTAKE_IDS = "stagefold-intake-";
/** The beginning of the transactional ids of `stagefold doctor`. */
export const DOCTOR_IDS = "stagefold-doctor-";
/** Of the groups of processors by name: what funnel-metrics reads of its own to bring a lost store back. */
const READ_BACK: Readonly<Record<ProcessorName, readonly string[]>> = {
  "lead-tracker": [],
  "funnel-metrics": [FUNNEL_METRICS],
};

/** All rights that the service needs, each once. Pure. */
export function serviceRights(service: ServiceName): readonly Right[] {
  return distinct(rightsOf(service));
}

function rightsOf(service: ServiceName): readonly Right[] {
  switch (service) {
    case "lead-tracker":
    case "funnel-metrics":
      return processorRights(PROCESSORS[service], READ_BACK[service]);
    case "query-api":
      return readerRights(REPORTED);
    case "alert-relay":
      return readerRights([SLA_BREACHES]);
    case "export":
      return readerRights([LEAD_STAYS, SLA_BREACHES, FUNNEL_METRICS]);
    case "intake":
    case "import":
      return [
        ...on(EVENT_TOPICS, "Read", "Write"),
        ...on([COMMITS_TOPIC], "Read", "Write"),
        ...checked(),
        transactionsOf(INTAKE_IDS),
      ];
    case "topics plan":
      return checked();
    case "doctor":
      return [
        ...on([COMMITS_TOPIC], "Read"),
        ...checked(),
        // To see the brokers' clock.
        ...[...on([LEAD_EVENTS], "Write"), transactionsOf(DOCTOR_IDS)].map(optional),
      ];
    case "topics apply":
      return on(allTopics(), "Describe", "DescribeConfigs", "Create", "AlterConfigs");
  }
}

/** Who only reads waits at its start until all topics of records are there. */
function readerRights(topics: readonly string[]): readonly Right[] {
  return [...on(topics, "Read"), ...on([...new Set(Object.values(RECORD_TOPICS))], "Describe")];
}

function processorRights({ group, inputs, outputs }: RunnableProcessor, readBack: readonly string[]): readonly Right[] {
  return [
    ...on([...inputs, ...readBack], "Read"),
    ...on(outputs, "Write"),
    ...on([COMMITS_TOPIC, CONFIGURATIONS], "Read", "Write"),
    ...checked(),
    { resource: "group", name: group, isPrefix: false, operation: "Read", isOptional: false },
    transactionsOf(`${group}.`),
  ];
}

/** Whoever starts looks at all topics, at their settings where it may. */
function checked(): readonly Right[] {
  return [...on(allTopics(), "Describe"), ...on(allTopics(), "DescribeConfigs").map(optional)];
}

function transactionsOf(prefix: string): Right {
  return { resource: "transactional-id", name: prefix, isPrefix: true, operation: "Write", isOptional: false };
}

function optional(right: Right): Right {
  return { ...right, isOptional: true };
}

function allTopics(): readonly string[] {
  return wantedTopics().map(({ name }) => name);
}

function on(topics: readonly string[], ...operations: readonly RightOperation[]): readonly Right[] {
  return topics.flatMap((name) =>
    operations.map((operation): Right => ({ resource: "topic", name, isPrefix: false, operation, isOptional: false })),
  );
}

/** Each once; Describe not where Read or Write of the same topic, which is there for certain, holds it. */
function distinct(rights: readonly Right[]): readonly Right[] {
  const key = ({ resource, name, operation }: Right): string => `${operation} ${resource} ${name}`;
  const byKey = new Map(rights.map((right) => [key(right), right]));
  return [...byKey.values()].filter(
    (right) =>
      right.operation !== "Describe" ||
      !(["Read", "Write"] as const).some((operation) => byKey.get(key({ ...right, operation }))?.isOptional === false),
  );
}
