select tenants.tenant_id, funnels.qualified, funnels.accepted, funnels.rejected
from (select distinct tenant_id from {{ ref('stg_funnel_metrics') }}) as tenants
join {{ ref('funnels') }} as funnels
  on funnels.tenant_id = tenants.tenant_id
  or (
    funnels.tenant_id = '*'
    and not exists (select 1 from {{ ref('funnels') }} as own where own.tenant_id = tenants.tenant_id)
  )
