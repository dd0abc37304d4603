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
from {{ ref('stg_funnel_metrics') }}
where metric in ('sla_compliance', 'sla_met', 'sla_breached', 'sla_cancelled', 'sla_response_time', 'sla_within_1h')
group by tenant_id, subject, grain, period_start, period_end, channel, campaign_id, owner_id
