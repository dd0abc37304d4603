/**
 * The configuration of the runs that are disturbed: every way in which outputs come about (segments, a distribution,
 * both kinds of SLA clocks, a lag, a target), and few rows, so that a commit is quick.
 */
import { LOAD_CONFIG_YAML } from "../../bench/load-config.ts";

const SEGMENTS = /segments:[\s\S]*?(?= {4}calendars:)/;

export const SURVIVAL_CONFIG_YAML = `${LOAD_CONFIG_YAML.replace(SEGMENTS, "segments: [[], [channel]]\n")}publish:
  grains: [MONTH]
  metrics:
    - leads_reached
    - time_in_stage
    - acceptance_rate
    - sla_breached
    - sla_compliance
    - lagged_cost_per_lead
    - target_attainment
`;
