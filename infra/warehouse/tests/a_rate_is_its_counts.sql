-- A rate is the quotient of its counts, and none over nothing.
select metric_id, value, numerator, denominator
from {{ ref('stg_funnel_metrics') }}
where metric in ('acceptance_rate', 'cohort_acceptance_rate', 'mqls_per_sql', 'sla_compliance', 'sla_within_1h')
  and (
    (denominator = 0 and value is not null)
    or (denominator <> 0 and abs(value - cast(numerator as double precision) / denominator) > 1e-12)
  )
