-- Deletes clocks that are over and whose lead has no stay any more: it was erased, or never was. Metrics are not touched.
-- Run it when what fills lead_stays and what fills sla_breaches have both caught up.
DELETE FROM sla_breaches
WHERE
  kind IN ('CLEARED', 'RETRACTED')
  AND NOT EXISTS (
    SELECT 1
    FROM lead_stays
    WHERE lead_stays.tenant_id = sla_breaches.tenant_id AND lead_stays.lead_id = sla_breaches.lead_id
  );
