-- Generated from infra/warehouse/models by packages/warehouse. Do not edit.

create or replace view funnels as
-- The stages that the configuration calls qualified, accepted and rejected. One row for each tenant that has others;
-- '*' stands for all the rest.
select '*' as tenant_id, 'MQL' as qualified, 'SQL' as accepted, 'REJECTED' as rejected;

create or replace view stg_funnel_metrics as
-- Money is kept in micros; a currency is the only unit in three capitals.
select
  metric_id, tenant_id, metric, subject, channel, campaign_id, owner_id, grain, period_start, period_end, unit, value,
  numerator, denominator,
  case
    when length(unit) = 3 and unit = upper(unit) then cast(numerator as decimal(19, 0)) * 0.000001
  end as money,
  sample_count, sample_sum, sample_min, sample_p50, sample_p75, sample_p90, sample_p95, sample_max,
  status, revision, as_of
from funnel_metrics;

create or replace view sla_compliance as
-- A row for each agreement, period and segment that clocks started in. `response` is from a clock's start to its end.
select
  tenant_id, subject as sla_id, grain, period_start, period_end, channel, campaign_id, owner_id,
  max(case when metric = 'sla_compliance' then numerator end) as compliance_numerator,
  max(case when metric = 'sla_compliance' then denominator end) as compliance_denominator,
  max(case when metric = 'sla_compliance' then value end) as compliance,
  max(case when metric = 'sla_met' then numerator end) as met,
  max(case when metric = 'sla_breached' then numerator end) as breached,
  max(case when metric = 'sla_cancelled' then numerator end) as cancelled,
  max(case when metric = 'sla_response_time' then sample_count end) as responses,
  max(case when metric = 'sla_response_time' then value end) as response_mean_ms,
  max(case when metric = 'sla_response_time' then sample_min end) as response_min_ms,
  max(case when metric = 'sla_response_time' then sample_p50 end) as response_p50_ms,
  max(case when metric = 'sla_response_time' then sample_p75 end) as response_p75_ms,
  max(case when metric = 'sla_response_time' then sample_p90 end) as response_p90_ms,
  max(case when metric = 'sla_response_time' then sample_p95 end) as response_p95_ms,
  max(case when metric = 'sla_response_time' then sample_max end) as response_max_ms,
  max(case when metric = 'sla_within_1h' then numerator end) as within_1h_numerator,
  max(case when metric = 'sla_within_1h' then denominator end) as within_1h_denominator,
  max(case when metric = 'sla_within_1h' then value end) as within_1h,
  case
    when count(case when status not in ('FINAL', 'RESTATED') then 1 end) > 0 then 'PROVISIONAL'
    when count(case when status = 'RESTATED' then 1 end) > 0 then 'RESTATED'
    else 'FINAL'
  end as status,
  max(as_of) as as_of
from stg_funnel_metrics
where metric in ('sla_compliance', 'sla_met', 'sla_breached', 'sla_cancelled', 'sla_response_time', 'sla_within_1h')
group by tenant_id, subject, grain, period_start, period_end, channel, campaign_id, owner_id;

create or replace view tenant_funnels as
select tenants.tenant_id, funnels.qualified, funnels.accepted, funnels.rejected
from (select distinct tenant_id from stg_funnel_metrics) as tenants
join funnels as funnels
  on funnels.tenant_id = tenants.tenant_id
  or (
    funnels.tenant_id = '*'
    and not exists (select 1 from funnels as own where own.tenant_id = tenants.tenant_id)
  );

create or replace view time_in_stage as
-- How long the stays took that ended in the period, by stage. Minimum, percentiles and maximum are within 1 %.
select
  tenant_id, subject as stage, grain, period_start, period_end, channel, campaign_id, owner_id,
  sample_count as stays, sample_sum as sum_ms, value as mean_ms, sample_min as min_ms, sample_p50 as p50_ms,
  sample_p75 as p75_ms, sample_p90 as p90_ms, sample_p95 as p95_ms, sample_max as max_ms,
  status, as_of
from stg_funnel_metrics
where metric = 'time_in_stage';

create or replace view mql_report as
-- A row for each period and segment in which there is something to say; null columns of the segment: not broken down by
-- them. A figure is null where no value of it was published: the reports show 0 there where the configuration makes the
-- metric.
select
  tenant_id, grain, period_start, period_end, channel, campaign_id, owner_id,
  max(case when metric = 'leads_reached' and subject = qualified then numerator end) as passed,
  max(case when metric = 'target_attainment' and subject = qualified then denominator end) as target,
  max(case when metric = 'target_attainment' and subject = qualified then value end) as attainment,
  max(case when metric = 'target_pace' and subject = qualified then value end) as pace,
  max(case when metric = 'leads_reached' and subject = accepted then numerator end) as accepted_leads,
  max(case when metric = 'leads_rejected' and subject = rejected then numerator end) as rejected_leads,
  max(case when metric = 'acceptance_rate' and subject = accepted then numerator end) as efficiency_numerator,
  max(case when metric = 'acceptance_rate' and subject = accepted then denominator end) as efficiency_denominator,
  max(case when metric = 'acceptance_rate' and subject = accepted then value end) as efficiency,
  max(case when metric = 'cohort_acceptance_rate' and subject = accepted then numerator end) as cohort_numerator,
  max(case when metric = 'cohort_acceptance_rate' and subject = accepted then denominator end) as cohort_denominator,
  max(case when metric = 'cohort_acceptance_rate' and subject = accepted then value end) as cohort_efficiency,
  max(case when metric = 'mqls_per_sql' and subject = accepted then value end) as mqls_per_sql,
  case
    when count(case when status not in ('FINAL', 'RESTATED') then 1 end) > 0 then 'PROVISIONAL'
    when count(case when status = 'RESTATED' then 1 end) > 0 then 'RESTATED'
    else 'FINAL'
  end as status,
  max(as_of) as as_of
from stg_funnel_metrics
join tenant_funnels using (tenant_id)
where (metric = 'leads_reached' and subject = qualified)
  or (metric = 'target_attainment' and subject = qualified)
  or (metric = 'target_pace' and subject = qualified)
  or (metric = 'leads_reached' and subject = accepted)
  or (metric = 'leads_rejected' and subject = rejected)
  or (metric = 'acceptance_rate' and subject = accepted)
  or (metric = 'cohort_acceptance_rate' and subject = accepted)
  or (metric = 'mqls_per_sql' and subject = accepted)
group by tenant_id, grain, period_start, period_end, channel, campaign_id, owner_id;

create or replace view sql_report as
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
  from stg_funnel_metrics
  join tenant_funnels using (tenant_id)
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
  and previous.owner_id is not distinct from figures.owner_id;
