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
from {{ ref('stg_funnel_metrics') }}
join {{ ref('tenant_funnels') }} using (tenant_id)
where (metric = 'leads_reached' and subject = qualified)
  or (metric = 'target_attainment' and subject = qualified)
  or (metric = 'target_pace' and subject = qualified)
  or (metric = 'leads_reached' and subject = accepted)
  or (metric = 'leads_rejected' and subject = rejected)
  or (metric = 'acceptance_rate' and subject = accepted)
  or (metric = 'cohort_acceptance_rate' and subject = accepted)
  or (metric = 'mqls_per_sql' and subject = accepted)
group by tenant_id, grain, period_start, period_end, channel, campaign_id, owner_id
