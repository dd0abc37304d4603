/** The configuration of the runs that are disturbed: the load's, with few metrics, so that a commit is quick. */
import { LOAD_CONFIG_YAML } from "../../bench/load-config.ts";

export const SURVIVAL_CONFIG_YAML = `${LOAD_CONFIG_YAML}publish:
  grains: [WEEK, MONTH]
  metrics:
    - leads_reached
    - time_in_stage
    - acceptance_rate
    - cohort_acceptance_rate
    - sla_breached
    - sla_compliance
    - sla_response_time
    - lagged_cost_per_lead
    - target_attainment
`;
