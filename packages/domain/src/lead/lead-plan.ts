import { openClock } from "../calendar/open-time.ts";
import type { SlaPolicy, TenantConfig } from "../config/config.ts";
import type { BoundPolicy } from "../sla/sla-clock.ts";
import type { LeadPlan } from "./lead-facts.ts";
import { countedVelocities } from "./lead-facts.ts";

const plans = new WeakMap<TenantConfig, LeadPlan>();

/** What of a tenant's configuration decides over its leads, ready for `leadFactsAt`; made once for a configuration. */
export function leadPlanOf(config: TenantConfig): LeadPlan {
  let plan = plans.get(config);
  if (plan === undefined) {
    const { qualified, accepted, rejected } = config.funnel;
    const policies = config.slas.map(boundPolicy);
    plan = { qualified, accepted, rejected, velocities: countedVelocities(config), policies };
    plans.set(config, plan);
  }
  return plan;
}

/** A policy with its arithmetic of time: elapsed, or open time of its calendar. */
export function boundPolicy(policy: SlaPolicy): BoundPolicy {
  return { policy, after: policy.calendar === null ? (startedAt, ms) => startedAt + ms : openClock(policy.calendar) };
}
