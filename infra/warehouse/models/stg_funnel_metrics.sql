-- Money is kept in micros; a currency is the only unit in three capitals.
select
  metric_id, tenant_id, metric, subject, channel, campaign_id, owner_id, grain, period_start, period_end, unit, value,
  numerator, denominator,
  case
    when length(unit) = 3 and unit = upper(unit) then cast(numerator as decimal(19, 0)) * 0.000001
  end as money,
  sample_count, sample_sum, sample_min, sample_p50, sample_p75, sample_p90, sample_p95, sample_max,
  status, revision, as_of
from {{ source('stagefold', 'funnel_metrics') }}
