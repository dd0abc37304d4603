/**
 * What the AsyncAPI document says of the public topics that no schema and no setting says: SEMANTICS 2.
 *
 * Topics by which the services talk to each other are no part of it.
 */
import {
  DEAD_LETTERS,
  FUNNEL_METRICS,
  FUNNEL_TARGETS,
  LEAD_EVENTS,
  LEAD_STAYS,
  SLA_BREACHES,
  SPEND_EVENTS,
} from "@stagefold/processors";

/** A topic that others write to, or read. */
export interface PublicTopic {
  readonly name: string;
  /** Seen from Stagefold. */
  readonly action: "receive" | "send";
  readonly title: string;
  /** What stands on it, in a sentence or two. */
  readonly description: string;
  /** What its keys are, in the fields of its records. */
  readonly key: string;
  /** What the partition is chosen by, in the fields of its records. */
  readonly partitionedBy: string;
  /** What a null value means; null: there is none. */
  readonly tombstone: string | null;
}

const LEAD = "<tenantId>|<leadId>";
const TENANT = "<tenantId>";

/** In the order of SEMANTICS 2. */
export const PUBLIC_TOPICS: readonly PublicTopic[] = [
  {
    name: LEAD_EVENTS,
    action: "receive",
    title: "Lead events",
    description: "What happened to leads: changes of stage, and activities. In any order, and as often as you like.",
    key: LEAD,
    partitionedBy: LEAD,
    tombstone: null,
  },
  {
    name: SPEND_EVENTS,
    action: "receive",
    title: "Spend",
    description: "Marketing money by days, line by line; a later revision replaces an earlier one.",
    key: TENANT,
    partitionedBy: TENANT,
    tombstone: null,
  },
  {
    name: FUNNEL_TARGETS,
    action: "receive",
    title: "Targets",
    description: "How many leads should reach a stage in a month; a later revision replaces an earlier one.",
    key: TENANT,
    partitionedBy: TENANT,
    tombstone: null,
  },
  {
    name: LEAD_STAYS,
    action: "send",
    title: "Stays",
    description:
      "Each stay of each lead in a stage, as now known: upsert by key. The newest record of a key is what is true.",
    key: "<stayId>",
    partitionedBy: LEAD,
    tombstone:
      "The stay of this key is found never to have been, as when a late event says that the lead was in the stage already: delete it.",
  },
  {
    name: SLA_BREACHES,
    action: "send",
    title: "SLA breaches",
    description:
      "What became known of SLA clocks. The newest event of a clockId is what is true; alert on live ones alone.",
    key: LEAD,
    partitionedBy: LEAD,
    tombstone: null,
  },
  {
    name: FUNNEL_METRICS,
    action: "send",
    title: "Metrics",
    description:
      "Each metric for each segment and period, as now known: upsert by key. A later revision replaces, FINAL ones too.",
    key: "<metricId>",
    partitionedBy: TENANT,
    tombstone: null,
  },
  {
    name: DEAD_LETTERS,
    action: "send",
    title: "Dead letters",
    description:
      "Each record that was read and not accepted: the original's key, bytes and headers, and what was wrong in headers.",
    key: "the original record's key, which may be none",
    partitionedBy: "the original record's partition",
    tombstone: null,
  },
];
