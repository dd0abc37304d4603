-- A row for each period and segment in which there is something to say; see mql_report for what null means. Costs are in
-- units of `currency`. The previous_ columns are those of the period that ends where this one begins.
with figures as (
  select
    tenant_id, grain, period_start, period_end, channel, campaign_id, owner_id,
    max(case when metric = 'leads_reached' and subject = accepted then numerator end) as sqls,
    max(case when metric = 'target_attainment' and subject = accepted then denominator end) as target,
    max(case when metric = 'target_attainment' and subject = accepted then value end) as attainment,
    max(case when metric = 'target_pace' and subject = accepted then value end) as pace,
    max(case when metric = 'spend' then money end) as spend,
    max(case when metric = 'cost_per_lead' and subject = accepted then value end) as cost,
    max(case when metric = 'lagged_cost_per_lead' and subject = accepted then money end) as lagged_spend,
    max(case when metric = 'lagged_cost_per_lead' and subject = accepted then value end) as lagged_cost,
    max(case when metric = 'cost_per_lead' and subject = qualified then value end) as cost_per_mql,
    max(case when metric = 'lagged_cost_per_lead' and subject = qualified then value end) as lagged_cost_per_mql,
    max(case when money is not null then unit end) as currency,
    case
      when count(case when status not in ('FINAL', 'RESTATED') then 1 end) > 0 then 'PROVISIONAL'
      when count(case when status = 'RESTATED' then 1 end) > 0 then 'RESTATED'
      else 'FINAL'
    end as status,
    max(as_of) as as_of
  from {{ ref('stg_funnel_metrics') }}
  join {{ ref('tenant_funnels') }} using (tenant_id)
  where (metric = 'leads_reached' and subject = accepted)
    or (metric = 'target_attainment' and subject = accepted)
    or (metric = 'target_pace' and subject = accepted)
    or metric = 'spend'
    or (metric = 'cost_per_lead' and subject = accepted)
    or (metric = 'lagged_cost_per_lead' and subject = accepted)
    or (metric = 'cost_per_lead' and subject = qualified)
    or (metric = 'lagged_cost_per_lead' and subject = qualified)
  group by tenant_id, grain, period_start, period_end, channel, campaign_id, owner_id
)
select
  figures.*,
  previous.sqls as previous_sqls,
  previous.cost as previous_cost,
  previous.lagged_cost as previous_lagged_cost
from figures
left join figures as previous
  on previous.tenant_id = figures.tenant_id
  and previous.grain = figures.grain
  and previous.period_end = figures.period_start
  and previous.channel is not distinct from figures.channel
  and previous.campaign_id is not distinct from figures.campaign_id
  and previous.owner_id is not distinct from figures.owner_id
