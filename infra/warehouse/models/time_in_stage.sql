-- How long the stays took that ended in the period, by stage. Minimum, percentiles and maximum are within 1 %.
select
  tenant_id, subject as stage, grain, period_start, period_end, channel, campaign_id, owner_id,
  sample_count as stays, sample_sum as sum_ms, value as mean_ms, sample_min as min_ms, sample_p50 as p50_ms,
  sample_p75 as p75_ms, sample_p90 as p90_ms, sample_p95 as p95_ms, sample_max as max_ms,
  status, as_of
from {{ ref('stg_funnel_metrics') }}
where metric = 'time_in_stage'
