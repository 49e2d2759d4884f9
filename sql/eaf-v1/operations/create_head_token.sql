-- @name       create_head_token
-- @question   What does a processor pay that wants to start with the next event?
-- @case       all_tenants
-- @rows       1
-- @sla        p95 < 1 ms
-- @plan       never seq_scan(events)
-- @plan       buffers <= 20
SELECT max(global_sequence_id) AS global_sequence_id FROM domain_events
