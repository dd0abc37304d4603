-- A lead is in one stage at a time: a stay ends, if at all, at or after its beginning, and one at most is open.
select stay_id
from {{ source('stagefold', 'lead_stays') }}
where exited_at < entered_at
union all
select max(stay_id)
from {{ source('stagefold', 'lead_stays') }}
where exited_at is null
group by tenant_id, lead_id
having count(*) > 1
