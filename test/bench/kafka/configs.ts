/** The configurations that speed on Kafka is measured under. */
import { LOAD_CONFIG_YAML } from "../load-config.ts";

/** What a Kafka Streams application for a part of the job does as well: seven metrics, two grains, two sets of dimensions. */
const SAME_WORK_YAML = `tenants:
  "*":
    timeZone: Europe/Rome
    currency: EUR
    funnel:
      stages: [INQUIRY, MQL, SQL, OPPORTUNITY, CUSTOMER, REJECTED, RECYCLED]
      qualified: MQL
      accepted: SQL
      rejected: REJECTED
    segments:
      - { by: [], grains: [DAY, MONTH] }
      - { by: [channel], grains: [DAY, MONTH] }
    slas:
      - id: accept-or-reject
        severity: page
        starts: { entersStage: MQL }
        ends: [ { leavesStage: true } ]
        within: P2D
        warnAfter: P1D
      - id: speed-to-lead
        severity: warn
        starts: { entersStage: MQL }
        ends: [ { activityBy: SALES }, { leavesStage: true } ]
        within: PT1H
publish:
  metrics: [leads_reached, stage_entries, stage_exits, time_in_stage, acceptance_rate, sla_met, sla_breached]
`;

/** The example of SEMANTICS 11 with a policy whose breaches come while one waits. */
const LIVE_YAML = LOAD_CONFIG_YAML.replace("within: P2D", "within: PT20S").replace(
  "warnAfter: P1D",
  "warnAfter: PT10S",
);

/** By name, the text of the file. */
export const CONFIGS = { "same-work": SAME_WORK_YAML, example: LOAD_CONFIG_YAML, live: LIVE_YAML } as const;

export type ConfigName = keyof typeof CONFIGS;
