-- A period and segment has one row in a report.
select tenant_id, grain, period_start, channel, campaign_id, owner_id, count(*)
from {{ ref('mql_report') }}
group by tenant_id, grain, period_start, channel, campaign_id, owner_id
having count(*) > 1
union all
select tenant_id, grain, period_start, channel, campaign_id, owner_id, count(*)
from {{ ref('sql_report') }}
group by tenant_id, grain, period_start, channel, campaign_id, owner_id
having count(*) > 1
