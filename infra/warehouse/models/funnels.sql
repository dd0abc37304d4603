-- The stages that the configuration calls qualified, accepted and rejected. One row for each tenant that has others;
-- '*' stands for all the rest.
select '*' as tenant_id, 'MQL' as qualified, 'SQL' as accepted, 'REJECTED' as rejected
