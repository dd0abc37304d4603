-- The clocks that an agreement's compliance is of are those that were met and those that were breached.
select *
from {{ ref('sla_compliance') }}
where compliance_denominator <> coalesce(met, 0) + coalesce(breached, 0)
  and (met is not null or breached is not null)
